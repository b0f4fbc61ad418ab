from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="区立公園の使用・占用の許可", easy="公園で イベントや さつえいを する 許可", en="Permit to use or occupy a ward park",
               zh="区立公园使用、占用许可", ko="구립공원 사용·점용 허가"),
    summary=Text(ja="区立公園で催し、業としての撮影、物の販売をするとき、仮設の物を置くときに、許可を受けて使用料を払います。",
                 easy="区の 公園で イベント、しごとの さつえい、店を するときに、許可を もらいます。",
                 en="To hold an event, film professionally, sell things or put up structures in a ward park: get the permit and pay the charge.",
                 zh="在区立公园举办活动、商业拍摄、销售物品或设置临时物件时，取得许可并缴纳使用费。",
                 ko="구립공원에서 행사, 업무 촬영, 물품 판매를 하거나 가설물을 둘 때 허가를 받고 사용료를 냅니다."),
    owner="parks",
    category="town",
    legal_basis=("都市公園法（昭和31年法律第79号）第6条", "杉並区立公園の条例（名前と条は未確認）"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="区立公園の使用・占用の許可の申請", subjects="申請した人、責任者", items=("氏名", "住所", "電話番号", "使用の内容"),
                purpose="区立公園の使用・占用の許可と使用料の徴収", legal_basis="都市公園法（昭和31年法律第79号）第6条", years=5),
    ),
    audience=("resident", "business"),
    keywords=("公園", "こうえん", "撮影", "催し", "キッチンカー"),
    unverified=("使用料、条例の条番号、保存期間は区の条例と文書管理の定めで確認する",),
)
