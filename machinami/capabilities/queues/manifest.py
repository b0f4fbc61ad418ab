from machinami.foundation.manifest import CapabilityManifest, Holding, Permission, Text

manifest = CapabilityManifest(
    title=Text(ja="窓口の順番", en="Queues", zh="窗口排队", ko="창구 순번", easy="まどぐちの じゅんばん"),
    permissions=(
        Permission(verb="view", title="窓口の列と混雑を見る", roles=("clerk", "approver", "manager", "cashier", "auditor")),
        Permission(verb="serve", title="番号札を出し、呼び、窓口で応対する", roles=("clerk", "approver", "manager", "cashier")),
        Permission(verb="manage", title="窓口と用件、開け閉めの予定を決め、その日の列を閉じる", roles=("manager",)),
        Permission(verb="shred", title="保存期間を過ぎた番号札の記録を消す", roles=()),
    ),
    personal_data=(
        Holding(name="番号札の記録", subjects="窓口に来た人", items=("利用者識別子（その日の列が閉じるまで）", "番号", "用件", "呼ばれた時刻", "先に案内する人かどうか"),
                purpose="窓口へ順番に案内し、待ち時間を見込む。氏名は持たない", legal_basis="地方自治法第2条第14項（住民の福祉の増進と最少の経費で最大の効果）",
                years=1, erase="machinami.capabilities.queues.erasing:TICKETS"),
    ),
)
