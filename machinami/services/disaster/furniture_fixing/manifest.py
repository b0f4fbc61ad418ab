from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="家具転倒防止器具の取付助成の申請",
               easy="家具が たおれないように する（お金の たすけ）",
               en="Help with fixing furniture against earthquakes",
               zh="家具防倒器具安装补助的申请",
               ko="가구 전도 방지 기구 설치 지원 신청"),
    summary=Text(ja="高齢者だけの世帯や障害のある人の世帯などで、地震で家具が倒れないように器具を付ける費用を助成します。",
                 easy="65さいより 上の 人だけの 家や 障害が ある人の 家に、家具が たおれないように する 物を つけます。",
                 en="For households of older people, or with a disabled person: fixing furniture so that it does not fall in an earthquake.",
                 zh="为仅由老年人组成的家庭或有残障者的家庭，补助安装家具防倒器具的费用。",
                 ko="고령자만 사는 세대나 장애인이 있는 세대 등에 지진 때 가구가 넘어지지 않도록 하는 기구 설치비를 지원합니다."),
    owner="disaster",
    category="disaster",
    legal_basis=("区の家具転倒防止器具の取付助成の要綱（名前と条は未確認）",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="家具転倒防止器具の取付助成の申請", subjects="申請者、同居の人",
                items=("氏名", "生年月日", "住所", "連絡先", "世帯の種類", "家具", "課税の区分"),
                purpose="取付けの助成", legal_basis="区の家具転倒防止器具の取付助成の要綱（名前と条は未確認）", years=5, sensitive=True),
    ),
    keywords=("家具転倒防止", "かぐてんとうぼうし", "家具固定", "地震対策"),
    unverified=("対象の世帯、割合、限度額、担当課、保存期間5年は区の要綱で確認する",),
)
