from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="転入届の事前申請", en="Moving in: prepare your notification", zh="迁入申报的事前申请", ko="전입신고 사전 신청",
               easy="杉並区に 引っこしてきたときの とどけ（先に 書く）"),
    summary=Text(ja="杉並区に引っ越してくる人が、転入届の内容を先に入力します。",
                 en="People moving to Suginami enter the details before they come to the counter.",
                 zh="迁入杉并区的人可事先填写迁入申报的内容。", ko="스기나미구로 이사 오는 분이 전입신고 내용을 미리 입력합니다.",
                 easy="杉並区に 引っこす人が、とどけに 書くことを 先に 入れます。"),
    owner="residents",
    category="moving",
    legal_basis=("住民基本台帳法（昭和42年法律第81号）第22条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="転入届の事前申請", subjects="申請した人、一緒に引っ越す人",
                items=("氏名", "生年月日", "前の住所", "新しい住所", "続柄", "連絡先"),
                purpose="転入届の窓口の準備と、届出書への転記", legal_basis="住民基本台帳法（昭和42年法律第81号）第22条", years=1),
    ),
    life_events=("moving_in",),
    keywords=("転入届", "てんにゅうとどけ", "引っ越し", "ひっこし", "moving in"),
    unverified=("事前申請を受けた内容の保存期間（1年）は、区の文書管理の定めで確認する",),
)
