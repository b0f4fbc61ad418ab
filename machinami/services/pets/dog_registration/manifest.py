from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="飼い犬の登録", en="Dog registration", zh="犬只登记", ko="반려견 등록", easy="いぬの 登録"),
    summary=Text(ja="飼い始めた犬を登録し、鑑札を受け取ります。", en="Register your dog and receive its licence tag.",
                 zh="登记饲养的犬只并领取犬牌。", ko="키우기 시작한 개를 등록하고 인식표를 받습니다.",
                 easy="かいはじめた いぬを 登録して、鑑札を もらいます。"),
    owner="health_sanitation",
    category="pets_living",
    legal_basis=("狂犬病予防法（昭和25年法律第247号）第4条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="犬の登録の申請", subjects="犬の所有者", items=("氏名", "住所", "電話番号", "犬のいる場所"),
                purpose="犬の登録原簿への記載と、狂犬病予防注射の案内",
                legal_basis="狂犬病予防法（昭和25年法律第247号）第4条", years=5),
    ),
    life_events=("moving_in",),
    keywords=("犬", "いぬ", "飼い犬", "かいいぬ", "鑑札", "かんさつ", "狂犬病"),
    unverified=("申請の保存期間5年は区の文書管理の定めで確認する",),
)
