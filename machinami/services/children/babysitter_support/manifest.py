from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="ベビーシッター利用支援の請求", easy="ベビーシッターの お金を もらう", en="Babysitter subsidy claim",
               zh="保姆（临时托育）利用补助申请", ko="베이비시터 이용 지원 청구"),
    summary=Text(ja="ベビーシッターの利用料のうち、区が支援する額を請求します。",
                 easy="ベビーシッターに はらった お金の 一部を 区から もらいます。",
                 en="Claim back part of what you paid a babysitter.", zh="申请领取保姆费用中由区政府补助的金额。",
                 ko="베이비시터 이용료 중 구가 지원하는 금액을 청구합니다."),
    owner="child_family",
    category="children",
    legal_basis=("児童福祉法（昭和22年法律第164号）第21条の9", "区の補助の要綱（名前と条は未確認）"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="ベビーシッター利用支援の請求", subjects="請求した人、子ども",
                items=("氏名", "生年月日", "住所", "連絡先", "利用の時間と額", "領収書", "口座"), purpose="利用支援の額の決定と支払い",
                legal_basis="児童福祉法（昭和22年法律第164号）第21条の9", years=5, sensitive=True),
    ),
    life_events=("pregnancy_birth", "nursery"),
    keywords=("ベビーシッター", "べびーしったー", "一時預かり", "いちじあずかり"),
    unverified=("上限の単価、時間、対象の年齢、保存期間は区の要綱で確認する",),
)
