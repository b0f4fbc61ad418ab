from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="印鑑登録証明書", en="Seal registration certificate", zh="印章登记证明书", ko="인감등록증명서",
               easy="はんこ（実印）を しょうめいする かみ"),
    summary=Text(ja="登録した印鑑を証明する書類を請求し、手数料を払います。紙の証明書を郵送または窓口で受け取ります。",
                 en="Request and pay for the certificate of your registered seal; it comes on paper, by post or at the counter.",
                 zh="在线申请已登记印章的证明书并付款，以邮寄或窗口方式领取纸质证明。",
                 ko="등록한 인감의 증명서를 신청·결제하고, 종이 증명서를 우편이나 창구에서 받습니다.",
                 easy="はんこを しょうめいする かみを たのみます。ゆうびんか 窓口で もらいます。"),
    owner="residents",
    category="certificates",
    legal_basis=("杉並区印鑑条例", "杉並区手数料条例"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="印鑑登録証明書の交付申請", subjects="申請した人", items=("氏名", "生年月日", "住所", "印鑑登録証の番号", "使い道"),
                purpose="印鑑登録証明書の交付", legal_basis="杉並区印鑑条例", years=3),
    ),
    life_events=("moving_in", "bereavement"),
    keywords=("印鑑登録証明書", "いんかんとうろくしょうめいしょ", "印鑑証明", "いんかんしょうめい", "実印"),
    unverified=("条例の名前と条、手数料の額、保存期間は区の例規で確認する",),
)
