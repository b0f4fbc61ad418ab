from machinami.foundation.manifest import CapabilityManifest, Permission, Text

manifest = CapabilityManifest(
    title=Text(ja="手続きの編集", en="Editing procedures", zh="编辑手续", ko="절차 편집", easy="てつづきを つくる"),
    permissions=(
        Permission(verb="edit", title="手続きの定義を作る・変える", roles=("editor", "manager")),
        Permission(verb="approve", title="手続きの定義を承認して公開する", roles=("publisher", "manager")),
    ),
)
