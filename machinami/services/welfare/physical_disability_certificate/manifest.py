from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="身体障害者手帳の交付申請",
               easy="身体障害者手帳を もらう",
               en="Physical disability certificate",
               zh="身体残障者手册的申领",
               ko="신체장애인수첩 교부 신청"),
    summary=Text(ja="体の障害が長く続く人が、身体障害者手帳の交付、等級の見直し、再交付を申請します。区が受け付け、東京都が決めます。",
                 easy="からだの 障害が 長く つづく 人が、身体障害者手帳を もらいます。東京都が きめます。",
                 en="Apply for the certificate, for a new grade, or for a replacement. The ward takes the application; Tokyo decides.",
                 zh="身体长期有残障的人申请领取手册、变更等级或补发。由区受理，东京都决定。",
                 ko="신체 장애가 오래 계속되는 분이 수첩 교부, 등급 변경, 재교부를 신청합니다. 구가 접수하고 도쿄도가 결정합니다."),
    owner="welfare_office",
    category="welfare",
    legal_basis=("身体障害者福祉法（昭和24年法律第283号）第15条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="身体障害者手帳の交付申請", subjects="本人、保護者",
                items=("氏名", "生年月日", "住所", "連絡先", "障害の部位と等級", "診断書", "顔写真"),
                purpose="身体障害者手帳の交付", legal_basis="身体障害者福祉法（昭和24年法律第283号）第15条", years=5, sensitive=True),
    ),
    keywords=("身体障害者手帳", "しんたいしょうがいしゃてちょう", "障害者手帳", "指定医"),
    unverified=("受付の窓口、等級の指数、東京都の審査の日数、保存期間5年は区と東京都で確認する",),
)
