from machinami.foundation.manifest import CapabilityManifest, Holding, Permission, Text

manifest = CapabilityManifest(
    title=Text(ja="予約", en="Bookings", zh="预约", ko="예약", easy="予約（よやく）"),
    permissions=(
        Permission(verb="view", title="予約の一覧を見る", roles=("clerk", "approver", "manager", "auditor")),
        Permission(verb="attend", title="来た人の受付と、電話の予約をする", roles=("clerk", "approver", "manager")),
        Permission(verb="manage", title="予約の枠と抽選を決める", roles=("approver", "manager")),
    ),
    personal_data=(
        Holding(name="予約と抽選の申込み", subjects="予約した人", items=("利用者識別子", "日時", "希望の順", "来たかどうか"),
                purpose="窓口や講座の席を、約束した人に渡す", legal_basis="個人情報の保護に関する法律第61条、各事業の根拠法令", years=1,
                erase="machinami.capabilities.bookings.erasing:BOOKINGS"),
    ),
)
