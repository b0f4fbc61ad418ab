from machinami.foundation.manifest import Holding, Manifest, Realises, Text

manifest = Manifest(
    title=Text(ja="児童手当の認定請求", en="Child Allowance", zh="儿童津贴的认定申请", ko="아동수당 인정 청구", easy="児童手当を もらう"),
    summary=Text(ja="高校生年代までの子どもを育てる人が、毎月の手当を請求します。",
                 en="Monthly payments for people raising children up to high-school age.",
                 zh="为抚养高中阶段以下儿童的人提供每月津贴。", ko="고등학생 연령까지의 자녀를 키우는 분이 매달 수당을 청구합니다.",
                 easy="子どもを そだてている人が、毎月 お金を もらいます。"),
    owner="child_family",
    category="children",
    legal_basis=("児童手当法（昭和46年法律第73号）第7条、第8条",),
    realises=(Realises(initiative=1),),
    uses=("procedures",),
    personal_data=(
        Holding(name="児童手当の認定請求", subjects="請求した人、配偶者、子ども",
                items=("氏名", "生年月日", "住所", "続柄", "年金の種類", "口座"), purpose="児童手当の認定と支払い",
                legal_basis="児童手当法（昭和46年法律第73号）第7条", years=5, sensitive=True),
    ),
    life_events=("pregnancy_birth", "moving_in"),
    keywords=("児童手当", "きっずてあて", "じどうてあて", "子育て"),
    unverified=("保存期間5年は区の文書管理の定めで確認する",),
)
