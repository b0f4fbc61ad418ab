from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="要介護・要支援認定の申請", easy="介護の 認定を 申しこむ", en="Long-term care assessment",
               zh="护理认定申请（要介护、要支援）", ko="장기요양(개호) 인정 신청"),
    summary=Text(ja="介護保険のサービスを使いたい人が、介護や支援の必要さの認定を申請します。",
                 easy="介護の サービスを つかいたい人が、どれくらい たすけが いるか しらべてもらいます。",
                 en="Have the need for care assessed so that long-term care insurance services can be used.",
                 zh="为使用护理保险服务，申请认定所需的护理程度。", ko="개호보험 서비스를 이용하기 위해 돌봄 필요도의 인정을 신청합니다."),
    owner="long_term_care",
    category="welfare",
    legal_basis=("介護保険法（平成9年法律第123号）第27条、第32条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="要介護・要支援認定の申請", subjects="介護が必要な人、申請した家族",
                items=("氏名", "生年月日", "住所", "被保険者番号", "医療保険", "特定疾病", "主治医", "今いる所", "連絡先"),
                purpose="認定調査、主治医意見書の依頼、認定", legal_basis="介護保険法（平成9年法律第123号）第27条、第32条", years=5,
                sensitive=True),
    ),
    life_events=("care",),
    keywords=("要介護認定", "ようかいごにんてい", "介護保険", "かいごほけん"),
    unverified=("保存期間5年は区の文書管理の定めで確認する",),
)
