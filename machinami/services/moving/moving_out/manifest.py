from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="転出届", en="Moving out of Suginami", zh="转出申报", ko="전출신고", easy="杉並区から 出るときの とどけ"),
    summary=Text(ja="杉並区から、ほかの市区町村や国外へ引っ越す人が届け出ます。",
                 en="Notify us when you move to another municipality or abroad.",
                 zh="从杉并区迁往其他市区町村或国外时申报。", ko="스기나미구에서 다른 시구정촌이나 국외로 이사할 때 신고합니다.",
                 easy="杉並区から ほかの まちや 外国へ 引っこすとき、出します。"),
    owner="residents",
    category="moving",
    legal_basis=("住民基本台帳法（昭和42年法律第81号）第24条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="転出届", subjects="届け出た人、一緒に引っ越す世帯の人",
                items=("氏名", "生年月日", "新しい住所", "転出の日", "連絡先"), purpose="転出届の受理と、転出証明書情報の通知",
                legal_basis="住民基本台帳法（昭和42年法律第81号）第24条", years=5),
    ),
    life_events=("moving_out",),
    keywords=("転出届", "てんしゅつとどけ", "引っ越し", "ひっこし", "moving out"),
    unverified=("保存期間5年は区の文書管理の定めで確認する",),
)
