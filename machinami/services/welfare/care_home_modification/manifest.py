from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="介護保険の住宅改修費の申請",
               easy="介護保険で 家を なおす（住宅改修費）",
               en="Home modification under long-term care insurance",
               zh="护理保险住宅改造费的申请",
               ko="개호보험 주택개수비 신청"),
    summary=Text(ja="要介護・要支援の人が、手すりの取り付けや段差の解消などをするとき、20万円までの工事費の7割から9割を支給します。工事の前に申請します。",
                 easy="要介護・要支援の 人が 家に 手すりなどを つけるとき、20万円までの 7わりから 9わりを はらいます。工事の 前に 出します。",
                 en="For people certified as needing care: 70 to 90 % of up to 200,000 yen of work such as handrails or removing steps. Apply before the work begins.",
                 zh="要介护、要支援者安装扶手、消除高低差等工程，支付20万日元以内工程费的7至9成。须在施工前申请。",
                 ko="요개호·요지원 인정자가 손잡이 설치, 단차 해소 등을 할 때 20만 엔까지 공사비의 70~90%를 지급합니다. 공사 전에 신청합니다."),
    owner="long_term_care",
    category="welfare",
    legal_basis=("介護保険法（平成9年法律第123号）第45条、第57条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="介護保険の住宅改修費の申請", subjects="被保険者",
                items=("氏名", "住所", "連絡先", "被保険者番号", "介護の区分", "工事の内容と費用", "家の写真", "口座"),
                purpose="住宅改修費の支給", legal_basis="介護保険法（平成9年法律第123号）第45条、第57条", years=5, sensitive=True),
    ),
    life_events=("care",),
    keywords=("住宅改修", "じゅうたくかいしゅう", "手すり", "段差"),
    unverified=("限度額と給付の割合、受領委任払いの扱い、保存期間5年は区で確認する",),
)
