from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="産後ケアの利用の申込み",
               easy="産後ケアを 申しこむ（赤ちゃんと 休む）",
               en="Postpartum care",
               zh="产后护理的申请",
               ko="산후 케어 이용 신청"),
    summary=Text(ja="出産して1年未満の母親と赤ちゃんが、宿泊、日帰り、訪問で、助産師などのケアや相談を受けられます。",
                 easy="赤ちゃんが 生まれて 1年までの お母さんが、とまる、通う、家に 来てもらう サービスを つかえます。",
                 en="For mothers within a year of birth and their babies: care and advice by midwives, overnight, by day or at home.",
                 zh="产后未满1年的母亲和婴儿可通过住宿、日间、上门方式接受助产士等的护理和咨询。",
                 ko="출산 후 1년 미만의 산모와 아기가 숙박, 당일, 방문으로 조산사 등의 케어와 상담을 받을 수 있습니다."),
    owner="health_promotion",
    category="health",
    legal_basis=("母子保健法（昭和40年法律第141号）第17条の2", "区の産後ケア事業の要綱（名前と条は未確認）"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="産後ケアの利用の申込み", subjects="母親、赤ちゃん、緊急連絡先の人",
                items=("氏名", "生年月日", "住所", "連絡先", "体の状態", "使いたい理由", "課税の区分"),
                purpose="産後ケア事業の利用の承認", legal_basis="母子保健法（昭和40年法律第141号）第17条の2", years=5, sensitive=True),
    ),
    life_events=("pregnancy_birth",),
    keywords=("産後ケア", "さんごけあ", "助産師", "授乳"),
    unverified=("回数、自己負担、減免、保存期間5年は区の要綱で確認する",),
)
