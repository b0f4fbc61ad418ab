from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="課税・納税証明書", en="Tax certificates", zh="课税・纳税证明书", ko="과세·납세 증명서",
               easy="税金の しょうめいの かみ"),
    summary=Text(ja="住民税の課税（非課税）証明書や納税証明書を請求し、手数料を払います。",
                 en="Request and pay for certificates of resident tax assessed, exempted or paid.",
                 zh="申请住民税课税（非课税）证明书或纳税证明书并付款。", ko="주민세 과세(비과세) 증명서나 납세 증명서를 신청하고 수수료를 냅니다.",
                 easy="住民税の しょうめいの かみを たのんで、お金を はらいます。"),
    owner="tax_assessment",
    category="tax",
    legal_basis=("地方税法（昭和25年法律第226号）第20条の10", "杉並区手数料条例"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="課税・納税証明書の交付請求", subjects="請求した人", items=("氏名", "生年月日", "住所", "証明の種類と年度", "使い道"),
                purpose="課税・納税証明書の交付", legal_basis="地方税法（昭和25年法律第226号）第20条の10", years=3, sensitive=True),
    ),
    life_events=("moving_in", "nursery"),
    keywords=("課税証明書", "かぜいしょうめいしょ", "納税証明書", "のうぜいしょうめいしょ", "非課税証明", "所得証明"),
    unverified=("課税の証明の根拠（条例、要綱）、手数料の額、保存期間は区の例規で確認する",),
)
