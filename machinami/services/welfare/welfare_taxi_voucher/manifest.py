from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="福祉タクシー券の申請",
               easy="福祉タクシー券を もらう",
               en="Taxi vouchers for people with disabilities",
               zh="福利出租车券的申请",
               ko="복지 택시권 신청"),
    summary=Text(ja="重い障害のある人に、タクシー券を渡すか、自動車の燃料費を助成します。どちらか1つを選びます。",
                 easy="おもい 障害が ある人に、タクシー券か 車の ガソリンの お金を わたします。どちらか 1つです。",
                 en="Taxi vouchers, or help with the cost of fuel, for people with a severe disability. You choose one of the two.",
                 zh="向重度残障者发放出租车券或补助汽车燃料费，二者选一。",
                 ko="중증 장애가 있는 분에게 택시권을 드리거나 자동차 연료비를 지원합니다. 둘 중 하나를 선택합니다."),
    owner="disability",
    category="welfare",
    legal_basis=("区の福祉タクシー券・自動車燃料費助成の要綱（名前と条は未確認）", "身体障害者福祉法（昭和24年法律第283号）第15条"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="福祉タクシー券の申請", subjects="本人",
                items=("氏名", "住所", "連絡先", "障害の種類と等級", "手帳の写し", "自動車の登録番号", "口座"),
                purpose="福祉タクシー券の交付、燃料費の助成", legal_basis="区の福祉タクシー券・自動車燃料費助成の要綱（名前と条は未確認）", years=5, sensitive=True),
    ),
    keywords=("福祉タクシー券", "ふくしたくしーけん", "自動車燃料費", "タクシー"),
    unverified=("対象の等級、額、所得の制限、保存期間5年は区の要綱で確認する",),
)
