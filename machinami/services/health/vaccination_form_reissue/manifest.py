from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="予防接種予診票の再交付",
               easy="予防接種の かみ（予診票）を もういちど もらう",
               en="New vaccination forms",
               zh="疫苗预诊票的补发",
               ko="예방접종 예진표 재교부"),
    summary=Text(ja="引っ越してきた子どもや、予診票をなくした人に、定期予防接種の予診票を送ります。",
                 easy="引っこしてきた 子どもや、予診票を なくした 人に、予診票を おくります。",
                 en="Sends the forms for routine vaccinations to children who moved in, or when the forms are lost.",
                 zh="向迁入的孩子或丢失预诊票者寄送定期接种的预诊票。",
                 ko="이사 온 자녀나 예진표를 잃어버린 분에게 정기 예방접종 예진표를 보냅니다."),
    owner="health_promotion",
    category="health",
    legal_basis=("予防接種法（昭和23年法律第68号）第5条第1項",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="予防接種予診票の再交付", subjects="保護者、子ども",
                items=("氏名", "生年月日", "住所", "連絡先", "接種の記録"),
                purpose="予診票の再交付", legal_basis="予防接種法（昭和23年法律第68号）第5条第1項", years=3, sensitive=True),
    ),
    life_events=("moving_in", "pregnancy_birth"),
    keywords=("予診票", "よしんひょう", "再交付", "予防接種"),
    unverified=("対象の年齢と回数、保存期間3年は区で確認する",),
)
