from machinami.foundation.manifest import CapabilityManifest, Holding, Permission, Realises, Text

_STAFF = ("clerk", "approver", "manager")

manifest = CapabilityManifest(
    title=Text(ja="案件", en="Cases", zh="案件", ko="안건"),
    realises=(Realises(initiative=49),),
    permissions=(
        Permission(verb="view", title="案件を見る", roles=(*_STAFF, "auditor", "cashier")),
        Permission(verb="assign", title="担当を決める", roles=_STAFF),
        Permission(verb="handle", title="審査を進める", roles=_STAFF),
        Permission(verb="decide", title="決定する", roles=("approver", "manager")),
    ),
    personal_data=(
        Holding(name="申請の内容と経過", subjects="申請した人", items=("申請の回答", "添付", "やりとり", "決定"),
                purpose="申請の審査と決定、問合せへの回答",
                legal_basis="各手続の根拠法令、個人情報の保護に関する法律第61条", years=5,
                erase="machinami.capabilities.cases.erasing:CASES", sensitive=True),
    ),
)
