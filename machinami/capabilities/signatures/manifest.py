from machinami.foundation.manifest import CapabilityManifest, Holding, Permission, Text

manifest = CapabilityManifest(
    title=Text(ja="署名", en="Signatures", zh="签名", ko="서명", easy="サイン（署名）"),
    permissions=(
        Permission(verb="view", title="だれが署名したかを見る", roles=("clerk", "approver", "manager", "auditor")),
    ),
    personal_data=(
        Holding(name="一緒に申請する人の署名", subjects="署名を求められた人", items=("氏名", "メールアドレス", "署名の日時と方法", "断った理由"),
                purpose="複数の人がする申請で、それぞれの意思を確かめる", legal_basis="各手続の根拠法令、個人情報の保護に関する法律第61条",
                years=5, sensitive=True),
    ),
)
