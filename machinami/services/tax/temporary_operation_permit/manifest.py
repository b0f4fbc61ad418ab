from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="自動車臨時運行許可（仮ナンバー）", easy="車検が ない 車を 走らせる 許可（仮ナンバー）", en="Temporary vehicle permit and plates",
               zh="机动车临时通行许可（临时号牌）", ko="자동차 임시운행 허가(임시번호판)"),
    summary=Text(ja="車検が切れた車や登録前の車を、検査や登録のために運転する許可を受け、仮ナンバーを借ります。",
                 easy="車検が きれた 車を、検査などの ために 走らせる 許可と ナンバーを かります。",
                 en="To drive a car without valid inspection or registration to be inspected or registered: get a permit and borrow plates.",
                 zh="为检查或登记而驾驶车检过期或未登记车辆时，领取许可并借用临时号牌。",
                 ko="검사 기간이 지났거나 등록 전인 차를 검사·등록을 위해 운전하는 허가를 받고 임시번호판을 빌립니다."),
    owner="tax_assessment",
    category="town",
    legal_basis=("道路運送車両法（昭和26年法律第185号）第34条、第35条", "杉並区手数料条例"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="自動車臨時運行許可の申請", subjects="申請した人", items=("氏名", "住所", "電話番号", "車台番号", "自賠責保険", "経路"),
                purpose="臨時運行の許可と番号標の貸与", legal_basis="道路運送車両法（昭和26年法律第185号）第34条", years=5),
    ),
    audience=("resident", "business"),
    keywords=("仮ナンバー", "かりなんばー", "臨時運行", "車検切れ"),
    unverified=("手数料、担当の課、保存期間は区の条例と文書管理の定めで確認する",),
)
