from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="出産育児一時金の支給申請",
               easy="赤ちゃんが 生まれたときの お金（出産育児一時金）",
               en="Childbirth lump-sum benefit",
               zh="生育一次性补助金的领取申请",
               ko="출산육아일시금 지급 신청"),
    summary=Text(ja="国民健康保険の人が出産したときの一時金を申請します。病院に直接支払われたときは、残った差額を受け取ります。",
                 easy="国民健康保険の 人が 出産したときの お金です。病院が もらったときは、のこりを もらいます。",
                 en="A lump sum for childbirth under National Health Insurance, or what is left of it after direct payment to the hospital.",
                 zh="国民健康保险加入者分娩时的一次性补助金；若已直接支付给医院，则领取差额。",
                 ko="국민건강보험 가입자가 출산했을 때의 일시금을 신청합니다. 병원에 직접 지급된 경우 차액을 받습니다."),
    owner="national_insurance",
    category="insurance",
    legal_basis=("国民健康保険法（昭和33年法律第192号）第58条第1項", "杉並区国民健康保険条例（条は未確認）"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="出産育児一時金の支給申請", subjects="世帯主、出産した人",
                items=("氏名", "出産の日と人数", "住所", "連絡先", "領収・明細書、合意文書", "口座"),
                purpose="出産育児一時金の支給", legal_basis="国民健康保険法（昭和33年法律第192号）第58条第1項", years=5,
                sensitive=True),
    ),
    life_events=("pregnancy_birth",),
    keywords=("出産育児一時金", "しゅっさんいくじいちじきん", "出産", "出産費用"),
    unverified=("一時金の額は区の条例で確認する", "保存期間5年は区の文書管理の定めで確認する"),
)
