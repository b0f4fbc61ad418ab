from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="高額療養費の支給申請",
               easy="病院の お金が 高かったとき（高額療養費）",
               en="High-cost medical expense benefit",
               zh="高额疗养费的领取申请",
               ko="고액요양비 지급 신청"),
    summary=Text(ja="1か月に病院で払った額が限度額を超えたとき、超えた分を支給します。国民健康保険の人の手続きです。",
                 easy="1か月に 病院で はらった お金が 多いとき、お金が もどります。国民健康保険の 人の てつづきです。",
                 en="For members of National Health Insurance, pays back what was paid to clinics in a month above the limit.",
                 zh="国民健康保险加入者一个月内支付的医疗费超过限额时，退还超出部分。",
                 ko="국민건강보험 가입자가 한 달에 병원에 낸 금액이 한도액을 넘으면 초과분을 지급합니다."),
    owner="national_insurance",
    category="insurance",
    legal_basis=("国民健康保険法（昭和33年法律第192号）第57条の2",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="高額療養費の支給申請", subjects="世帯主、治療を受けた人",
                items=("氏名", "住所", "連絡先", "受診した医療機関と支払い", "領収書", "所得区分", "口座"),
                purpose="高額療養費の支給", legal_basis="国民健康保険法（昭和33年法律第192号）第57条の2", years=5, sensitive=True),
    ),
    keywords=("高額療養費", "こうがくりょうようひ", "医療費", "入院"),
    unverified=("限度額は治療の月の施行令で確認する", "保存期間5年は区の文書管理の定めで確認する"),
)
