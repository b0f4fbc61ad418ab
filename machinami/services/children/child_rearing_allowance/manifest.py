from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="児童扶養手当の認定請求", easy="ひとり親などの お金（児童扶養手当）", en="Child rearing allowance (single parents)",
               zh="儿童抚养津贴的认定申请", ko="아동부양수당 인정 청구"),
    summary=Text(ja="ひとり親などで子どもを育てている人が、所得に応じて毎月の手当を受けるための請求です。",
                 easy="ひとりで 子どもを そだてている人が、毎月 お金を もらう てつづきです。",
                 en="A monthly allowance by income for single parents, parents with a disabled spouse, and others raising such children.",
                 zh="单亲等抚养孩子的人，按所得领取每月津贴的申请。", ko="한부모 등 자녀를 키우는 분이 소득에 따라 매달 수당을 받기 위한 청구입니다."),
    owner="child_family",
    category="children",
    legal_basis=("児童扶養手当法（昭和36年法律第238号）第4条、第6条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="児童扶養手当の認定請求", subjects="請求した人、子ども、同居の親族",
                items=("氏名", "生年月日", "住所", "請求の理由", "戸籍", "所得", "養育費", "年金", "口座"),
                purpose="児童扶養手当の認定と支給", legal_basis="児童扶養手当法（昭和36年法律第238号）第6条", years=5, sensitive=True),
    ),
    life_events=("bereavement",),
    keywords=("児童扶養手当", "じどうふようてあて", "ひとり親", "現況届"),
    unverified=("月額、所得の限度、係数は年度の政令で、保存期間は区の文書管理の定めで確認する",),
)
