from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="子ども医療証の交付申請",
               easy="子どもの 医療証を もらう",
               en="Child medical certificate",
               zh="儿童医疗证的发放申请",
               ko="어린이 의료증 발급 신청"),
    summary=Text(ja="高校生年代までの子どもの、保険のきく医療費の自己負担を助成する医療証（マル乳・マル子・マル青）を申請します。",
                 easy="18さいくらいまでの 子どもが 病院で つかう 医療証を もらいます。",
                 en="Apply for the certificate that covers the patient’s share of insured medical costs up to high-school age.",
                 zh="申请资助高中阶段以下儿童保险医疗自付费用的医疗证。",
                 ko="고등학생 연령까지 자녀의 보험 의료비 자기부담을 지원하는 의료증을 신청합니다."),
    owner="child_family",
    category="children",
    legal_basis=("区の子どもの医療費の助成に関する条例（名前と条は未確認）",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="子ども医療証の交付申請", subjects="保護者、子ども",
                items=("氏名", "生年月日", "住所", "健康保険", "資格を示す書類の写し", "受給者番号"),
                purpose="子どもの医療費の助成", legal_basis="区の子どもの医療費の助成に関する条例（未確認）", years=5, sensitive=True),
    ),
    life_events=("moving_in", "pregnancy_birth"),
    keywords=("子ども医療証", "こどもいりょうしょう", "マル乳", "マル子", "マル青", "医療費助成"),
    unverified=("条例の名前と条、保存期間5年は区で確認する",),
)
