from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="学童クラブの利用申請",
               easy="学童クラブに 入る",
               en="After-school club application",
               zh="学童俱乐部的使用申请",
               ko="방과후 아동클럽 이용 신청"),
    summary=Text(ja="保護者が働いているなどで、放課後に家で過ごせない小学生が、学童クラブを利用するための申請です。",
                 easy="親が しごとなどで いない 小学生が、学校の あと 学童クラブに 行くための てつづきです。",
                 en="For primary school children who cannot be cared for at home after school because their guardians work, and so on.",
                 zh="因家长工作等放学后无人照看的小学生使用学童俱乐部的申请。",
                 ko="보호자의 근무 등으로 방과 후 집에서 지낼 수 없는 초등학생의 아동클럽 이용 신청입니다."),
    owner="after_school",
    category="children",
    legal_basis=("児童福祉法（昭和22年法律第164号）第6条の3第2項、第34条の8", "区の条例（名前と条は未確認）"),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="学童クラブの利用申請", subjects="保護者、子ども",
                items=("氏名", "生年月日", "住所", "学校", "保護者の就労などの状況", "証明書", "配慮が必要なこと"),
                purpose="学童クラブの利用の決定と保育", legal_basis="児童福祉法（昭和22年法律第164号）第34条の8", years=5,
                sensitive=True),
    ),
    keywords=("学童クラブ", "がくどうくらぶ", "学童", "放課後", "ほうかご"),
    unverified=("受付の期間、利用料、選考の基準、保存期間は区の条例で確認する",),
)
