from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="保育施設の利用申込み", easy="保育園に 申しこむ", en="Nursery admission", zh="保育设施入园申请", ko="보육시설 이용 신청"),
    summary=Text(ja="働くなどで保育が必要な家庭が、認定と保育施設の利用を申し込みます。",
                 easy="はたらいている人などが、子どもを 保育園に 入れる 申しこみです。",
                 en="Apply for a nursery place when you need childcare for work or other reasons.",
                 zh="因工作等需要保育的家庭申请认定和保育设施的使用。", ko="일 등으로 보육이 필요한 가정이 인정과 보육시설 이용을 신청합니다."),
    owner="childcare",
    category="children",
    legal_basis=("子ども・子育て支援法（平成24年法律第65号）第20条", "児童福祉法（昭和22年法律第164号）第24条"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="保育施設の利用申込み", subjects="子ども、保護者",
                items=("氏名", "生年月日", "住所", "連絡先", "希望の施設", "保育が必要な理由", "就労の時間", "家庭の状況", "健康の状態", "証明書"),
                purpose="教育・保育給付認定と利用調整",
                legal_basis="子ども・子育て支援法（平成24年法律第65号）第20条、児童福祉法（昭和22年法律第164号）第24条第3項", years=5,
                sensitive=True),
    ),
    life_events=("nursery", "moving_in"),
    keywords=("保育園", "ほいくえん", "保育所", "入園", "保活"),
    unverified=("保存期間5年は区の文書管理の定めで確認する",),
)
