from machinami.foundation.manifest import CapabilityManifest, Holding, Permission, Realises, Text

manifest = CapabilityManifest(
    title=Text(ja="収納", en="Payments", zh="收款", ko="수납"),
    realises=(Realises(initiative=3),),
    permissions=(
        Permission(verb="charge", title="請求する", roles=("cashier", "manager")),
        Permission(verb="refund", title="返金する", roles=("cashier", "manager")),
        Permission(verb="view", title="収納を見る", roles=("clerk", "cashier", "approver", "manager", "auditor")),
        Permission(verb="take_cash", title="窓口で現金を受け取る・返す", roles=("cashier",)),
        Permission(verb="close_day", title="窓口の現金を締める", roles=("cashier", "manager")),
        Permission(verb="reconcile", title="決済会社と照らし合わせる", roles=("cashier", "manager", "engineer")),
    ),
    personal_data=(
        Holding(name="収納の記録", subjects="払った人", items=("請求の名前", "金額", "支払いの方法", "状態"), purpose="手数料の収納と還付",
                legal_basis="地方自治法（昭和22年法律第67号）第231条", years=5),
    ),
)
