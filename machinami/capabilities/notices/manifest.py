from machinami.foundation.manifest import CapabilityManifest, Holding, Permission, Text

manifest = CapabilityManifest(
    title=Text(ja="お知らせ", en="Notices", zh="通知", ko="알림"),
    permissions=(
        Permission(verb="send", title="お知らせを送る", roles=("clerk", "approver", "manager")),
        Permission(verb="view", title="配達の状態を見る", roles=("clerk", "approver", "manager", "engineer")),
        Permission(verb="manage_webhooks", title="連携先の受け口（webhook）を管理する", roles=("admin",)),
        Permission(verb="announce", title="区からのお知らせを出す", roles=("manager",)),
        Permission(verb="shred", title="保存期間を過ぎた通知の記録を消す", roles=()),
        Permission(verb="retry", title="もう一度送る", roles=("manager", "engineer")),
    ),
    personal_data=(
        Holding(name="お知らせと配達の記録", subjects="申請した人", items=("お知らせの種類", "配達の状態", "宛先"),
                purpose="手続の経過を伝え、届いたことを確かめる", legal_basis="各手続の根拠法令", years=3),
        Holding(name="通知の記録（いつ、何を、どの経路で、結果）", subjects="申請した人", items=("利用者識別子", "お知らせの種類", "経路", "結果"),
                purpose="知らせたことを後から示す。本文と宛先は持たない", legal_basis="各手続の根拠法令", years=3,
                erase="machinami.capabilities.notices.log:LOG"),
        Holding(name="お知らせの受け取り方", subjects="サインインした人", items=("種類ごとの受け取り方", "静かにする時間", "プッシュ通知の端末"),
                purpose="望む方法で知らせ、望まないものを送らない",
                legal_basis="特定電子メールの送信の適正化等に関する法律（平成14年法律第26号）第3条（受信拒否の考え方にならう）", years=3,
                erase="利用者アカウントと一緒に消える"),
    ),
)
