from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="杉並区に引っ越してきたとき", en="Moving to Suginami", zh="迁入杉并区时", ko="스기나미구로 이사 왔을 때",
               easy="杉並区に 引っこしてきたとき"),
    summary=Text(ja="質問に答えると必要な手続きが分かり、同じことを二度書かずに、まとめて申請できます。",
                 en="A few questions tell which procedures apply; apply for them together without writing anything twice.",
                 zh="回答问题即可了解需要的手续，并可一并申请，无需重复填写。",
                 ko="질문에 답하면 필요한 절차를 알 수 있고, 같은 내용을 두 번 쓰지 않고 한꺼번에 신청할 수 있습니다.",
                 easy="しつもんに こたえると、てつづきが わかります。おなじことを 2回 書かずに 出せます。"),
    owner="residents",
    category="moving",
    legal_basis=("住民基本台帳法（昭和42年法律第81号）第22条",),
    realises=(Realises(initiative=1), Realises(initiative=2)),
    uses=("procedures",),
    personal_data=(
        Holding(name="まとめて申請するための入力", subjects="申請する人、一緒に引っ越す人",
                items=("氏名", "生年月日", "住所", "続柄", "連絡先"), purpose="転入にともなう手続きに、同じことを一度だけ書く",
                legal_basis="各手続の根拠法令、個人情報の保護に関する法律第61条", years=1,
                erase="まとめて送ったとき、または最後の保存から30日で、入力は消える"),
    ),
    life_events=("moving_in",),
    keywords=("引っ越し", "ひっこし", "まとめて", "moving in"),
)
