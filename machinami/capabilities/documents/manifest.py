from machinami.foundation.manifest import CapabilityManifest, Holding, Permission, Text

manifest = CapabilityManifest(
    title=Text(ja="文書", en="Documents", zh="文书", ko="문서"),
    permissions=(
        Permission(verb="view", title="文書と添付を見る", roles=("clerk", "approver", "manager")),
        Permission(verb="issue", title="文書を出す", roles=("approver", "manager")),
        Permission(verb="void", title="文書を取り消す", roles=("approver", "manager")),
    ),
    personal_data=(
        Holding(name="発行した文書", subjects="申請した人", items=("証明書", "決定通知", "領収証"), purpose="交付と真正の確認",
                legal_basis="各手続の根拠法令", years=5, sensitive=True),
        Holding(name="添付ファイル", subjects="申請した人", items=("本人が送った写真やPDF",), purpose="申請の審査",
                legal_basis="各手続の根拠法令", years=5, sensitive=True),
    ),
)
