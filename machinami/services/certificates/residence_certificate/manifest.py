from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="住民票の写し", en="Residence certificate", zh="住民票副本", ko="주민표 등본", easy="住民票"),
    summary=Text(ja="住所、氏名、生年月日などを証明する書類を、オンラインで請求して受け取ります。",
                 en="Request a certificate of address, name and date of birth, pay, and receive it online.",
                 zh="在线申请并领取证明住址、姓名、出生日期等的文件。", ko="주소, 성명, 생년월일을 증명하는 서류를 온라인으로 신청하고 받습니다.",
                 easy="住所や 名前を しょうめいする かみを、オンラインで もらいます。"),
    owner="residents",
    category="certificates",
    legal_basis=("住民基本台帳法（昭和42年法律第81号）第12条", "杉並区手数料条例"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="住民票の写しの交付請求", subjects="請求した人、世帯の人", items=("氏名", "住所", "生年月日", "続柄", "使い道"),
                purpose="住民票の写しの交付", legal_basis="住民基本台帳法（昭和42年法律第81号）第12条", years=3),
    ),
    life_events=("moving_in", "moving_house"),
    keywords=("住民票", "じゅうみんひょう", "住所の証明", "juminhyo"),
    unverified=("手数料の額と保存期間は、区の条例と文書管理の定めで確認する",),
)
