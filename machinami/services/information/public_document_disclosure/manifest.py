from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="公文書の公開の請求（情報公開）", easy="区の 書類を 見たい（情報公開）", en="Request for disclosure of public documents",
               zh="公文公开请求（信息公开）", ko="공문서 공개 청구(정보공개)"),
    summary=Text(ja="区が持っている文書や図面、データの公開を請求し、見たり写しを受け取ったりします。だれでも請求できます。",
                 easy="区が 持っている 書類を 見たり、コピーを もらったり できます。だれでも できます。",
                 en="Ask to see or receive copies of documents, drawings and data the ward holds. Anybody may ask.",
                 zh="请求公开区政府持有的文书、图纸、数据，可阅览或领取复印件。任何人都可请求。",
                 ko="구가 가진 문서, 도면, 데이터의 공개를 청구하여 열람하거나 사본을 받습니다. 누구나 청구할 수 있습니다."),
    owner="information_policy",
    category="office",
    legal_basis=("杉並区情報公開条例（条は未確認）",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="公文書の公開の請求", subjects="請求した人", items=("氏名", "住所", "電話番号", "請求の内容"),
                purpose="公文書の公開の決定と実施", legal_basis="杉並区情報公開条例（条は未確認）", years=5),
    ),
    audience=("resident", "business"),
    keywords=("情報公開", "じょうほうこうかい", "公文書", "開示請求"),
    unverified=("期限、費用、条番号、保存期間は区の条例、規則、文書管理の定めで確認する",),
)
