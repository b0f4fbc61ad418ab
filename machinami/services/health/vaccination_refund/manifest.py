from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="区外で受けた予防接種の費用の払い戻し",
               easy="杉並区の 外で うけた 予防接種の お金を もどす",
               en="Refund of vaccinations outside Tokyo’s 23 wards",
               zh="区外接种疫苗费用的退还",
               ko="구 밖에서 받은 예방접종 비용 환급"),
    summary=Text(ja="里帰りなどで23区の外で子どもの定期予防接種を受け、費用を払ったとき、上限までの額を払い戻します。",
                 easy="里がえりなどで 東京23区の 外で 子どもの 予防接種を うけて お金を はらったとき、お金が もどります。",
                 en="For routine childhood vaccinations paid for outside the 23 wards, such as at your parents’ home: pays back up to a limit.",
                 zh="因回老家等在23区以外为孩子接种定期疫苗并付费时，在上限内退还费用。",
                 ko="친정 방문 등으로 23구 밖에서 자녀의 정기 예방접종을 받고 비용을 낸 경우 상한까지 환급합니다."),
    owner="health_promotion",
    category="health",
    legal_basis=("予防接種法（昭和23年法律第68号）第5条第1項", "区の予防接種費用の助成の要綱（名前と条は未確認）"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="予防接種の費用の払い戻し", subjects="保護者、子ども",
                items=("氏名", "生年月日", "住所", "連絡先", "接種の記録と費用", "口座"),
                purpose="予防接種の費用の助成", legal_basis="予防接種法（昭和23年法律第68号）第5条第1項", years=5, sensitive=True),
    ),
    life_events=("pregnancy_birth",),
    keywords=("予防接種", "よぼうせっしゅ", "里帰り", "払い戻し"),
    unverified=("対象の年齢、上限、期限、保存期間5年は区で確認する",),
)
