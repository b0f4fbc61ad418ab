from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="国民年金保険料の免除・納付猶予申請",
               easy="国民年金の お金が はらえないとき",
               en="National Pension premium exemption or postponement",
               zh="国民年金保险费的免除、缓缴申请",
               ko="국민연금 보험료 면제·납부유예 신청"),
    summary=Text(ja="収入が少ないときや仕事を失ったときに、国民年金の保険料の免除や納付猶予を申請します。区が受け付け、日本年金機構が決めます。",
                 easy="お金が 少ないとき、仕事を やめたとき、国民年金の お金を はらわなくて よいか 聞きます。日本年金機構が きめます。",
                 en="Apply to be exempted from National Pension premiums, or to pay later, on a low income or after losing work. The ward takes the application; the Japan Pension Service decides.",
                 zh="收入较低或失业时，申请免除或缓缴国民年金保险费。由区受理，日本年金机构决定。",
                 ko="소득이 적거나 실직했을 때 국민연금 보험료의 면제나 납부유예를 신청합니다. 구가 접수하고 일본연금기구가 결정합니다."),
    owner="national_insurance",
    category="insurance",
    legal_basis=("国民年金法（昭和34年法律第141号）第90条、第90条の2",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="国民年金保険料の免除・納付猶予申請", subjects="申請した人、配偶者、世帯主",
                items=("氏名", "生年月日", "基礎年金番号", "住所", "所得", "失業などの事情", "離職票などの写し"),
                purpose="申請の受理と日本年金機構への送付", legal_basis="国民年金法（昭和34年法律第141号）第90条", years=3,
                sensitive=True),
    ),
    life_events=("retirement",),
    keywords=("国民年金", "こくみんねんきん", "免除", "めんじょ", "納付猶予", "失業"),
    unverified=("保存期間3年と機構への送り方は区と年金事務所で確認する",),
)
