from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="犬の死亡・登録事項変更の届出", easy="いぬが なくなった、住所や かいぬしが かわった",
               en="Report a dog’s death or a change", zh="犬只死亡・登记事项变更申报", ko="반려견 사망·등록 사항 변경 신고"),
    summary=Text(ja="登録した犬が亡くなったとき、犬のいる場所や飼い主が変わったときに届け出ます。",
                 easy="いぬが なくなったとき、住所や かいぬしが かわったときに 知らせます。",
                 en="Tell the ward when a registered dog has died, moved, or has a new owner.",
                 zh="已登记的犬只死亡、所在地或饲主变更时申报。", ko="등록한 개가 죽었거나 있는 곳, 소유자가 바뀌었을 때 신고합니다."),
    owner="health_sanitation",
    category="pets_living",
    legal_basis=("狂犬病予防法（昭和25年法律第247号）第4条第4項、第5項",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="犬の死亡・登録事項変更の届出", subjects="犬の所有者、前の所有者", items=("氏名", "住所", "電話番号", "犬のいる場所", "鑑札の番号"),
                purpose="犬の登録原簿の記載を正しく保つこと", legal_basis="狂犬病予防法（昭和25年法律第247号）第4条", years=5),
    ),
    life_events=("moving_in", "moving_house"),
    keywords=("犬", "いぬ", "死亡届", "鑑札", "飼い主変更"),
    unverified=("届出の保存期間5年は区の文書管理の定めで確認する",),
)
