from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="罹災証明書の申請", easy="家が こわれた 証明（罹災証明書）", en="Disaster damage certificate",
               zh="受灾证明申请", ko="이재증명서(罹災証明書) 신청"),
    summary=Text(ja="地震や大雨などで壊れた家の被害の程度を調べ、証明書を出します。",
                 easy="地震や 大雨で 家が こわれた人に、証明の かみを 出します。",
                 en="Have the damage to your home surveyed after a disaster and certified.",
                 zh="调查因地震、暴雨等受损住房的受灾程度并出具证明。", ko="지진이나 호우 등으로 피해를 입은 집의 피해 정도를 조사하고 증명서를 발급합니다."),
    owner="disaster",
    category="disaster",
    legal_basis=("災害対策基本法（昭和36年法律第223号）第90条の2",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="罹災証明書の申請", subjects="申請した人、世帯の人", items=("氏名", "住所", "連絡先", "被害の場所と内容", "写真", "世帯の人"),
                purpose="住家の被害認定調査と罹災証明書の交付",
                legal_basis="災害対策基本法（昭和36年法律第223号）第90条の2、第90条の3", years=5, sensitive=True),
    ),
    audience=("resident", "business"),
    life_events=("disaster",),
    keywords=("罹災証明", "りさいしょうめい", "被災", "家が壊れた"),
    unverified=("保存期間5年は区の文書管理の定めで確認する",),
)
