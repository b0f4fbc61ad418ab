from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="転居届", en="Moving house within Suginami", zh="转居申报（区内搬家）", ko="전거신고(구내 이사)",
               easy="杉並区の 中で 引っこしたときの とどけ"),
    summary=Text(ja="杉並区の中で引っ越した人が、転居届の内容を先に入力します。",
                 en="People who move within Suginami enter the details before they come to the counter.",
                 zh="在杉并区内搬家的人可事先填写转居申报的内容。", ko="스기나미구 안에서 이사한 분이 전거신고 내용을 미리 입력합니다.",
                 easy="杉並区の 中で 引っこした人が、とどけに 書くことを 先に 入れます。"),
    owner="residents",
    category="moving",
    legal_basis=("住民基本台帳法（昭和42年法律第81号）第23条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="転居届の入力内容", subjects="入力した人、一緒に引っ越す世帯の人",
                items=("氏名", "生年月日", "前の住所", "新しい住所", "連絡先"), purpose="転居届の窓口の準備と、届出書への転記",
                legal_basis="住民基本台帳法（昭和42年法律第81号）第23条", years=1),
    ),
    life_events=("moving_house",),
    keywords=("転居届", "てんきょとどけ", "引っ越し", "ひっこし", "区内の引っ越し"),
    unverified=("入力内容の保存期間（1年）は、区の文書管理の定めで確認する",),
)
