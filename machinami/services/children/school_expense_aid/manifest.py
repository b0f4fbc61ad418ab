from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="就学援助の申請",
               easy="学校の お金を たすけてもらう（就学援助）",
               en="School expense aid",
               zh="就学援助的申请",
               ko="취학 원조 신청"),
    summary=Text(ja="小学生、中学生の学用品費や給食費などを、経済的に困っている家庭に援助する申請です。",
                 easy="お金が 少ない 家の 小学生、中学生の 学校の お金を たすけます。",
                 en="Help with school supplies, meals and trips for families of primary and junior high school pupils on a low income.",
                 zh="为经济困难家庭的中小学生提供学习用品费、餐费等援助的申请。",
                 ko="경제적으로 어려운 가정의 초·중학생 학용품비, 급식비 등을 지원하는 신청입니다."),
    owner="school_affairs",
    category="children",
    legal_basis=("学校教育法（昭和22年法律第26号）第19条", "区の就学援助の要綱（名前と条は未確認）"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="就学援助の申請", subjects="保護者、子ども",
                items=("氏名", "生年月日", "住所", "学校と学年", "所得と手当の状況", "申請の理由", "口座"),
                purpose="就学援助の認定と支給", legal_basis="学校教育法（昭和22年法律第26号）第19条", years=5, sensitive=True),
    ),
    keywords=("就学援助", "しゅうがくえんじょ", "学用品", "給食費"),
    unverified=("所得の基準、費目、保存期間は区の要綱で確認する",),
)
