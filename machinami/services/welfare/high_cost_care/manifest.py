from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="高額介護サービス費の支給申請",
               easy="介護の お金が 高かったとき（高額介護サービス費）",
               en="High-cost long-term care benefit",
               zh="高额护理服务费的领取申请",
               ko="고액개호서비스비 지급 신청"),
    summary=Text(ja="1か月に払った介護サービスの自己負担が、世帯の所得ごとの限度額を超えたとき、超えた分を支給します。一度申請すると、次からは自動で振り込みます。",
                 easy="1か月の 介護の お金が 多いとき、お金が もどります。いちど 出すと、つぎからは 出さなくて いいです。",
                 en="Pays back what a household paid for care services in a month above its limit. Apply once; later months are paid without another application.",
                 zh="一个月内支付的护理服务自付额超过家庭限额时，退还超出部分。申请一次后，今后自动汇款。",
                 ko="한 달에 낸 개호 서비스 본인부담이 세대 한도액을 넘으면 초과분을 지급합니다. 한 번 신청하면 다음부터는 자동으로 입금됩니다."),
    owner="long_term_care",
    category="welfare",
    legal_basis=("介護保険法（平成9年法律第123号）第51条、第61条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="高額介護サービス費の支給申請", subjects="被保険者、世帯の人、相続人",
                items=("氏名", "住所", "連絡先", "被保険者番号", "所得の段階", "利用者負担", "口座"),
                purpose="高額介護サービス費の支給", legal_basis="介護保険法（平成9年法律第123号）第51条、第61条", years=5, sensitive=True),
    ),
    life_events=("care", "bereavement"),
    keywords=("高額介護サービス費", "こうがくかいごさーびすひ", "介護費用", "限度額"),
    unverified=("限度額は利用した月の施行令で確認する", "保存期間5年は区の文書管理の定めで確認する"),
)
