from machinami.foundation.manifest import CapabilityManifest, Holding, Permission, Text

manifest = CapabilityManifest(
    title=Text(ja="監査", en="Audit", zh="审计", ko="감사"),
    permissions=(
        Permission(verb="search", title="監査記録を調べる", roles=("auditor", "manager")),
        Permission(verb="verify", title="監査記録の連鎖を確かめる", roles=("auditor", "engineer")),
    ),
    personal_data=(
        Holding(
            name="監査記録", subjects="職員、サインインした住民", items=("操作した人", "日時", "対象", "目的"),
            purpose="個人情報の取扱いを後から確かめられるようにする",
            legal_basis="個人情報の保護に関する法律（平成15年法律第57号）第66条", years=5,
            erase="連鎖は切らずに保つ。5年を過ぎた分は、署名した書き出しのあとで区が決める",
        ),
    ),
)
