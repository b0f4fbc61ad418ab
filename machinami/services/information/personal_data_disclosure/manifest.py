from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="自分の個人情報の開示の請求", easy="区が 持っている じぶんの ことを 見たい", en="Disclosure of my own personal data",
               zh="本人个人信息公开请求", ko="본인 개인정보 열람 청구"),
    summary=Text(ja="区が持っているあなたの個人情報（保有個人情報）を、見たり写しを受け取ったりするための請求です。",
                 easy="区が 持っている あなたの ことを 見たり、コピーを もらったり できます。",
                 en="Ask to see or receive copies of the personal data the ward holds about you.",
                 zh="请求阅览或领取区政府持有的您的个人信息的复印件。", ko="구가 보유한 당신의 개인정보를 열람하거나 사본을 받기 위한 청구입니다."),
    owner="information_policy",
    category="office",
    legal_basis=("個人情報の保護に関する法律（平成15年法律第57号）第76条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="保有個人情報の開示の請求", subjects="請求した人、本人", items=("氏名", "生年月日", "住所", "電話番号", "求める情報の内容", "関係の書類"),
                purpose="保有個人情報の開示の決定と実施", legal_basis="個人情報の保護に関する法律（平成15年法律第57号）第76条", years=5, sensitive=True),
    ),
    keywords=("個人情報", "こじんじょうほう", "開示請求", "自己情報"),
    unverified=("費用、条例の条番号、保存期間は区の条例、規則、文書管理の定めで確認する",),
)
