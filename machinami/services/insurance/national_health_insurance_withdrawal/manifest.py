from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="国民健康保険の脱退",
               easy="国民健康保険を やめる",
               en="Leaving National Health Insurance",
               zh="退出国民健康保险",
               ko="국민건강보험 탈퇴"),
    summary=Text(ja="会社の健康保険に入ったときなどに、国民健康保険をやめる届出です。",
                 easy="会社の 健康保険に 入ったとき、国民健康保険を やめます。",
                 en="Leave National Health Insurance after joining an employer’s insurance.",
                 zh="加入工作单位健康保险等时，退出国民健康保险的申报。",
                 ko="직장 건강보험에 가입했을 때 등 국민건강보험을 그만두는 신고입니다."),
    owner="national_insurance",
    category="insurance",
    legal_basis=("国民健康保険法（昭和33年法律第192号）第8条、第9条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="国民健康保険の脱退の届出", subjects="世帯主、やめる人",
                items=("氏名", "生年月日", "住所", "新しい保険と取得日", "資格を示す書類の写し"),
                purpose="国民健康保険の資格の喪失と保険料の計算し直し",
                legal_basis="国民健康保険法（昭和33年法律第192号）第9条", years=5, sensitive=True),
    ),
    keywords=("国民健康保険", "国保脱退", "こくほだったい", "国保をやめる", "就職", "しゅうしょく"),
    unverified=("保存期間5年は区の文書管理の定めで確認する",),
)
