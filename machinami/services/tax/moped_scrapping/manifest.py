from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="原動機付自転車などの廃車（標識の返納）", easy="バイクを やめる（ナンバーを かえす）", en="Deregister a moped and return its plate",
               zh="轻便摩托车等的报废（归还号牌）", ko="원동기장치자전거 폐차(번호판 반납)"),
    summary=Text(ja="125cc以下のバイクなどを捨てる、ゆずる、区の外へ移す、盗まれたときに、登録をやめて廃車申告受付書を受け取ります。",
                 easy="バイクを すてる、あげる、引っこす、ぬすまれたときに、登録を やめます。",
                 en="When you scrap, give away, move or lose by theft a motorbike up to 125 cc: end its registration and receive the slip.",
                 zh="125cc以下摩托车等报废、转让、迁出或被盗时，注销登记并领取受理书。",
                 ko="125cc 이하 오토바이 등을 버리거나 양도, 전출, 도난당했을 때 등록을 끝내고 접수서를 받습니다."),
    owner="tax_assessment",
    category="tax",
    legal_basis=("地方税法（昭和25年法律第226号）第463条の15", "杉並区特別区税条例（条は未確認）"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="軽自動車税（種別割）の廃車の申告", subjects="所有者、新しい所有者",
                items=("氏名", "住所", "電話番号", "標識番号", "車台番号", "警察への届出"),
                purpose="軽自動車税（種別割）の課税と標識の返納", legal_basis="地方税法（昭和25年法律第226号）", years=7),
    ),
    life_events=("moving_out",),
    keywords=("原付", "廃車", "はいしゃ", "ナンバープレート", "盗難"),
    unverified=("弁償金、期限、保存期間は区の条例と文書管理の定めで確認する",),
)
