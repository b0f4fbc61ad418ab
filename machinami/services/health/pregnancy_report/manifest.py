from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="妊娠届（母子健康手帳の交付）", easy="妊娠の とどけ（母子健康手帳を もらう）", en="Pregnancy notification",
               zh="妊娠申报（领取母子健康手册）", ko="임신 신고(모자건강수첩 교부)"),
    summary=Text(ja="妊娠が分かった人が届け出て、母子健康手帳と健診の受診票を受け取ります。",
                 easy="赤ちゃんが できた人が とどけを 出して、母子健康手帳を もらいます。",
                 en="Tell the ward of your pregnancy and receive the Maternal and Child Health Handbook.",
                 zh="怀孕后进行申报，领取母子健康手册和体检受诊票。",
                 ko="임신한 분이 신고하고 모자건강수첩과 건강검진 수진표를 받습니다."),
    owner="health_promotion",
    category="health",
    legal_basis=("母子保健法（昭和40年法律第141号）第15条、第16条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="妊娠の届出", subjects="届け出た人", items=("氏名", "生年月日", "住所", "連絡先", "妊娠週数", "医療機関", "相談したいこと"),
                purpose="母子健康手帳の交付と妊娠中の支援", legal_basis="母子保健法（昭和40年法律第141号）第15条", years=5,
                sensitive=True),
    ),
    life_events=("pregnancy_birth",),
    keywords=("妊娠届", "にんしんとどけ", "母子手帳", "ぼしてちょう", "母子健康手帳"),
    unverified=("保存期間5年は区の文書管理の定めで確認する",),
)
