"""Names of categories and life events, in five versions."""

from __future__ import annotations

from machinami.foundation.i18n import Text

CATEGORIES: dict[str, Text] = {
    "moving": Text(ja="引越し・住民登録", en="Moving and registration", zh="搬家与居民登记", ko="이사·주민등록", easy="ひっこし"),
    "certificates": Text(ja="証明書", en="Certificates", zh="证明书", ko="증명서", easy="しょうめいしょ"),
    "children": Text(ja="子育て", en="Children", zh="育儿", ko="육아", easy="こどもを そだてる"),
    "insurance": Text(ja="国民健康保険", en="National Health Insurance", zh="国民健康保险", ko="국민건강보험", easy="けんこう ほけん"),
    "welfare": Text(ja="介護・福祉", en="Care and welfare", zh="护理与福利", ko="개호·복지", easy="かいご・ふくし"),
    "health": Text(ja="妊娠・健康", en="Pregnancy and health", zh="怀孕与健康", ko="임신·건강", easy="にんしん・けんこう"),
    "tax": Text(ja="税金", en="Tax", zh="税金", ko="세금", easy="ぜいきん"),
    "pets_living": Text(ja="ペット・くらし", en="Pets and daily life", zh="宠物与生活", ko="반려동물·생활", easy="ペット・くらし"),
    "disaster": Text(ja="防災・被災", en="Disasters", zh="防灾与受灾", ko="방재·재해", easy="じしん・たいふう"),
    "town": Text(ja="道路・まちづくり", en="Roads and town planning", zh="道路与城市建设", ko="도로·마을 조성", easy="みち・まち"),
    "office": Text(ja="区政", en="The ward office", zh="区政", ko="구정", easy="区の しごと"),
}

LIFE_EVENTS: dict[str, Text] = {
    "moving_in": Text(ja="杉並区へ引っ越してきた", en="Moving into Suginami", zh="搬入杉并区", ko="스기나미구로 이사 옴", easy="すぎなみくに ひっこしてきた"),
    "moving_house": Text(ja="区内で引っ越した", en="Moving within Suginami", zh="区内搬家", ko="구내 이사", easy="すぎなみくの 中で ひっこした"),
    "moving_out": Text(ja="杉並区から引っ越す", en="Moving out of Suginami", zh="搬出杉并区", ko="스기나미구에서 이사 감", easy="すぎなみくから ひっこす"),
    "marriage": Text(ja="結婚", en="Marriage", zh="结婚", ko="결혼", easy="けっこん"),
    "pregnancy_birth": Text(ja="妊娠・出産", en="Pregnancy and birth", zh="怀孕与生育", ko="임신·출산", easy="あかちゃんが うまれる"),
    "nursery": Text(ja="入園", en="Starting nursery", zh="入园", ko="입원(보육)", easy="ほいくえんに はいる"),
    "retirement": Text(ja="退職", en="Leaving a job", zh="离职", ko="퇴직", easy="しごとを やめた"),
    "care": Text(ja="介護が必要になった", en="Needing care", zh="需要护理", ko="개호가 필요해짐", easy="かいごが いる"),
    "bereavement": Text(ja="おくやみ", en="Bereavement", zh="家人去世", ko="사망·상속", easy="かぞくが なくなった"),
    "disaster": Text(ja="災害にあった", en="Struck by a disaster", zh="遭遇灾害", ko="재해를 당함", easy="さいがいに あった"),
}
