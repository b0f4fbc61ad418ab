from machinami.foundation.manifest import CapabilityManifest, Permission, Text

manifest = CapabilityManifest(
    title=Text(ja="個人情報の保護", en="Privacy", zh="个人信息保护", ko="개인정보 보호"),
    permissions=(Permission(verb="view_holdings", title="個人情報の取扱いの記録を見る", roles=("auditor", "manager")),
                 Permission(verb="shred", title="保存期間が終わった個人情報を消す", roles=())),
)
