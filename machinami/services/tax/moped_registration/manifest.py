from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="原動機付自転車などの登録（標識の交付）", easy="バイクの 登録（原付・ナンバーを もらう）", en="Register a moped and get its plate",
               zh="轻便摩托车等的登记（领取号牌）", ko="원동기장치자전거 등록(번호판 교부)"),
    summary=Text(ja="125cc以下のバイク、特定小型原付、ミニカー、小型特殊自動車を登録し、ナンバープレートと証明書を受け取ります。",
                 easy="125ccまでの バイクなどを 登録して、ナンバーを もらいます。",
                 en="Register a motorbike up to 125 cc, an e-scooter, minicar or small special vehicle and receive its plate and certificate.",
                 zh="登记125cc以下摩托车、特定小型电动车、微型车、小型特殊车辆，领取号牌和证明书。",
                 ko="125cc 이하 오토바이, 특정소형원동기, 미니카, 소형특수차를 등록하고 번호판과 증명서를 받습니다."),
    owner="tax_assessment",
    category="tax",
    legal_basis=("地方税法（昭和25年法律第226号）第463条の15", "杉並区特別区税条例（条は未確認）"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="軽自動車税（種別割）の申告と標識交付の申請", subjects="所有者",
                items=("氏名", "生年月日", "住所", "電話番号", "車台番号", "標識番号", "定置場"),
                purpose="軽自動車税（種別割）の課税と標識の交付", legal_basis="地方税法（昭和25年法律第226号）", years=7),
    ),
    life_events=("moving_in",),
    keywords=("原付", "げんつき", "バイク", "ナンバープレート", "電動キックボード"),
    unverified=("税率、期限、保存期間は区の条例と文書管理の定めで確認する",),
)
