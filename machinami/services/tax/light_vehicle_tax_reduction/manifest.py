from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="軽自動車税（種別割）の減免（障害のある人など）", easy="軽自動車・バイクの 税金を はらわなくて いい（障害の ある人）",
               en="Light vehicle tax exemption (people with disabilities)", zh="轻型车税（种类税）减免（残障者等）", ko="경자동차세(종별할) 감면(장애인 등)"),
    summary=Text(ja="障害のある人のために使う軽自動車やバイクの税金を、申請により減免します。毎年、納期限までに申請します。",
                 easy="障害の ある人の 車や バイクの 税金を、はらわなくて いいです。毎年 出します。",
                 en="The yearly tax on a light car or motorbike used for a person with a disability is waived on application by the due date.",
                 zh="为残障者使用的轻型车、摩托车，可在缴纳期限前申请减免税金。",
                 ko="장애인을 위해 쓰는 경차나 오토바이의 세금을 납기 전 신청으로 감면합니다."),
    owner="tax_assessment",
    category="tax",
    legal_basis=("地方税法（昭和25年法律第226号）（条は未確認）", "杉並区特別区税条例（条は未確認）"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="軽自動車税（種別割）の減免の申請", subjects="納税義務者、障害のある人、運転する人",
                items=("氏名", "住所", "手帳の種類と等級、番号", "運転免許証", "車両の番号", "使い道"),
                purpose="軽自動車税（種別割）の減免の決定", legal_basis="杉並区特別区税条例（条は未確認）", years=7, sensitive=True),
    ),
    keywords=("軽自動車税", "減免", "げんめん", "障害者手帳"),
    unverified=("等級の範囲、税率、保存期間は区の条例と文書管理の定めで確認する",),
)
