from machinami.foundation.manifest import CapabilityManifest, Holding, Permission, Text

_LAW = "住民基本台帳法（昭和42年法律第81号）第5条・第7条"

manifest = CapabilityManifest(
    title=Text(ja="本人確認と住民", en="Identity and residents", zh="身份与居民", ko="본인 확인과 주민"),
    permissions=(
        Permission(verb="search_people", title="住民を検索する", roles=("clerk", "approver", "manager")),
        Permission(verb="read_person", title="住民の記録を見る", roles=("clerk", "approver", "manager")),
        Permission(verb="keep_paper_account", title="紙で申請した人を登録する", roles=("clerk", "approver", "manager")),
        Permission(verb="manage_staff", title="職員の権限を管理する", roles=("admin",)),
        Permission(verb="manage_tokens", title="連携先のトークンを管理する", roles=("admin",)),
        Permission(verb="load_population", title="合成人口を読み込む", roles=()),
    ),
    personal_data=(
        Holding(name="住民の記録", subjects="住民", items=("氏名", "氏名の振り仮名", "生年月日", "性別", "住所", "続柄", "国籍"),
                purpose="手続の本人確認と、知っていることを二度聞かないための入力補助",
                legal_basis=_LAW, years=150, erase="住民記録システムの正本が消したときに消える",
                sensitive=True),
        Holding(name="利用者アカウント", subjects="サインインした人", items=("氏名", "メールアドレス", "言語", "利用者識別子"),
                purpose="オンライン申請の本人確認と連絡",
                legal_basis="情報通信技術を活用した行政の推進等に関する法律（平成14年法律第151号）第6条", years=3,
                erase="machinami.capabilities.identity.forgetting:ACCOUNTS"),
        Holding(name="サインインの端末と場所", subjects="サインインした人", items=("パスキーの公開鍵", "パスキーの名前", "登録した日", "最後に使った日時",
                                                                "サインイン中の端末の種類"),
                purpose="本人が登録した端末でのサインインと、本人がどこでサインインしているかを見て終わらせること",
                legal_basis="情報通信技術を活用した行政の推進等に関する法律（平成14年法律第151号）第6条", years=3,
                erase="本人がいつでも消せる。利用者アカウントと一緒に消える。サインイン中の端末の種類は、終わると1時間のうちに消える"),
        Holding(name="職員アカウント", subjects="職員", items=("氏名", "メールアドレス", "所属", "役割", "パスキーの公開鍵と名前", "サインイン中の端末の種類"),
                purpose="権限の確認と監査", legal_basis="地方公務員法（昭和25年法律第261号）第34条", years=5,
                erase="退職の操作で、サインインの手段はすぐ消える。氏名と所属は、記録を読むため期間の終わりまで残る"),
    ),
)
