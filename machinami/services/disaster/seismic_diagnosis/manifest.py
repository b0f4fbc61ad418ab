from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="木造住宅の耐震診断の申込み",
               easy="木の 家の 耐震診断を 申しこむ",
               en="Seismic diagnosis of a wooden house",
               zh="木造住宅抗震诊断的申请",
               ko="목조주택 내진진단 신청"),
    summary=Text(ja="2000年5月までに建てた木造住宅の地震への強さを調べます。建築士を無料で派遣する簡易診断と、費用を助成する精密診断があります。",
                 easy="2000年5月までに たてた 木の 家が 地震に 強いか しらべます。",
                 en="How a wooden house built until May 2000 would stand an earthquake: a free simple diagnosis by an architect, or a grant for a detailed one.",
                 zh="检查2000年5月以前所建木造住宅的抗震性。分为免费派遣建筑师的简易诊断和补助费用的精密诊断。",
                 ko="2000년 5월까지 지은 목조주택의 내진성을 조사합니다. 건축사를 무료로 파견하는 간이진단과 비용을 지원하는 정밀진단이 있습니다."),
    owner="urban_renewal",
    category="disaster",
    legal_basis=("建築物の耐震改修の促進に関する法律（平成7年法律第123号）", "区の耐震診断の助成の要綱（名前と条は未確認）"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="木造住宅の耐震診断の申込み", subjects="持ち主",
                items=("氏名", "住所", "連絡先", "家の住所と建てた日", "持ち主", "診断の結果", "納税の状況"),
                purpose="耐震診断と費用の助成", legal_basis="建築物の耐震改修の促進に関する法律（平成7年法律第123号）", years=5, sensitive=True),
    ),
    keywords=("耐震診断", "たいしんしんだん", "木造住宅", "耐震"),
    unverified=("助成の割合と限度額、対象の階数、保存期間5年は区の要綱で確認する",),
)
