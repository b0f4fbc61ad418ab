from machinami.foundation.manifest import CapabilityManifest, Text

manifest = CapabilityManifest(
    title=Text(ja="きまりの計算", en="Rules", zh="规则计算", ko="규정 계산"),
)
