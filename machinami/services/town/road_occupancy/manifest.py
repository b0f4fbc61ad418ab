from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="道路占用許可の申請", easy="道路に ものを おく 許可", en="Road occupancy permit", zh="道路占用许可申请", ko="도로 점용 허가 신청"),
    summary=Text(ja="足場や看板などを区の道路に置くための許可を申請し、占用料を払います。",
                 easy="足場や 看板を 道路に おくときの 許可を もらいます。",
                 en="Apply to put scaffolding, a sign or the like on a ward road, and pay the charge.",
                 zh="申请在区道上设置脚手架、招牌等，并缴纳占用费。", ko="비계나 간판 등을 구 도로에 두기 위한 허가를 신청하고 점용료를 냅니다."),
    owner="civil_engineering",
    category="town",
    legal_basis=("道路法（昭和27年法律第180号）第32条、第39条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="道路占用許可の申請", subjects="申請した人、工事の責任者", items=("氏名", "住所", "連絡先", "占用の場所と期間", "図面"),
                purpose="道路占用の許可と占用料の徴収", legal_basis="道路法（昭和27年法律第180号）第32条", years=5),
    ),
    audience=("resident", "business"),
    keywords=("道路占用", "どうろせんよう", "足場", "看板", "占用許可"),
    unverified=("占用料の額、減免、保存期間は区の条例と文書管理の定めで確認する",),
)
