from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="国民健康保険の加入", en="Joining National Health Insurance", zh="加入国民健康保险", ko="국민건강보험 가입",
               easy="国民健康保険に 入る"),
    summary=Text(ja="会社を辞めたときや引っ越してきたときに、国民健康保険に加入します。",
                 en="Join National Health Insurance after leaving a job or moving to Suginami.",
                 zh="离职或迁入时加入国民健康保险。", ko="퇴직하거나 이사 왔을 때 국민건강보험에 가입합니다.",
                 easy="会社を やめたとき、引っこしてきたとき、国民健康保険に 入ります。"),
    owner="national_insurance",
    category="insurance",
    legal_basis=("国民健康保険法（昭和33年法律第192号）第9条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="国民健康保険の加入の届出", subjects="世帯主、加入する人",
                items=("氏名", "生年月日", "住所", "前の保険と喪失日", "証明書の写し"), purpose="国民健康保険の資格の取得と保険料の計算",
                legal_basis="国民健康保険法（昭和33年法律第192号）第9条", years=5, sensitive=True),
    ),
    life_events=("moving_in", "retirement"),
    keywords=("国民健康保険", "こくみんけんこうほけん", "国保", "こくほ", "保険証", "退職"),
    unverified=("保存期間5年は区の文書管理の定めで確認する",),
)
