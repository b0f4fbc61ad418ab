from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="感震ブレーカーの設置支援の申請",
               easy="地震で 電気を とめる 物を つける（感震ブレーカー）",
               en="Help with a seismic circuit breaker",
               zh="感震断路器安装支援的申请",
               ko="감진 차단기 설치 지원 신청"),
    summary=Text(ja="大きな地震のときに電気を自動で止め、通電火災を防ぐ感震ブレーカーの設置を支援します。",
                 easy="大きい 地震の とき、電気を とめて 火事を ふせぐ 物を つけます。お金を たすけます。",
                 en="Support for a breaker that cuts the power in a strong earthquake and so prevents fires.",
                 zh="支援安装在大地震时自动断电、防止通电火灾的感震断路器。",
                 ko="큰 지진 때 전기를 자동으로 끊어 통전 화재를 막는 감진 차단기 설치를 지원합니다."),
    owner="disaster",
    category="disaster",
    legal_basis=("区の感震ブレーカーの設置支援の要綱（名前と条は未確認）",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="感震ブレーカーの設置支援の申請", subjects="申請者",
                items=("氏名", "住所", "連絡先", "世帯の種類", "医療機器の使用", "器具と費用", "口座"),
                purpose="感震ブレーカーの設置の助成", legal_basis="区の感震ブレーカーの設置支援の要綱（名前と条は未確認）", years=5, sensitive=True),
    ),
    keywords=("感震ブレーカー", "かんしんぶれーかー", "通電火災", "ブレーカー"),
    unverified=("対象の世帯、割合、限度額、担当課、保存期間5年は区の要綱で確認する",),
)
