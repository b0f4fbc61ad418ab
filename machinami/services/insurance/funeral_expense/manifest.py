from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="葬祭費の支給申請",
               easy="おそうしきの お金（葬祭費）を もらう",
               en="Funeral expense benefit",
               zh="丧葬费的领取申请",
               ko="장제비 지급 신청"),
    summary=Text(ja="国民健康保険に入っていた人の葬祭を行った人に、葬祭費を支給します。",
                 easy="国民健康保険の 人が なくなったとき、おそうしきを した人が お金を もらいます。",
                 en="A benefit for the person who held the funeral of somebody insured in National Health Insurance.",
                 zh="向为国民健康保险加入者办理丧葬的人支付丧葬费。",
                 ko="국민건강보험 가입자의 장례를 치른 분에게 장제비를 지급합니다."),
    owner="national_insurance",
    category="insurance",
    legal_basis=("国民健康保険法（昭和33年法律第192号）第58条第1項", "杉並区国民健康保険条例（条は未確認）"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="葬祭費の支給申請", subjects="葬祭を行った人、亡くなった人",
                items=("氏名", "生年月日", "死亡の日", "葬祭の日", "住所", "連絡先", "領収書などの写し", "口座"),
                purpose="葬祭費の支給", legal_basis="国民健康保険法（昭和33年法律第192号）第58条第1項", years=5, sensitive=True),
    ),
    life_events=("bereavement",),
    keywords=("葬祭費", "そうさいひ", "葬儀", "そうぎ", "喪主"),
    unverified=("葬祭費の額は区の条例で確認する", "保存期間5年は区の文書管理の定めで確認する"),
)
