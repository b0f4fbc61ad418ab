from machinami.foundation.manifest import CapabilityManifest, Holding, Permission, Text

manifest = CapabilityManifest(
    title=Text(ja="まとめて行う手続き", en="Several procedures in one visit", zh="一次办理多项手续", ko="한 번에 하는 여러 절차",
               easy="いっしょに する てつづき"),
    permissions=(
        Permission(verb="receive", title="窓口でまとめての申請を受ける（QRコード、本人確認、書類の印刷）", roles=("clerk", "approver", "manager")),
    ),
    personal_data=(
        Holding(name="まとめての申請", subjects="申請した人", items=("どの手続きを始めたか", "窓口での本人確認の方法と日時"),
                purpose="いくつかの手続きを一度の入力と一度の来庁で終える", legal_basis="各手続の根拠法令、個人情報の保護に関する法律第61条",
                years=1, erase="machinami.capabilities.visits.erasing:SHREDDER"),
    ),
)
