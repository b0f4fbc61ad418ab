"""Names of categories, life events and what was done with data, in five versions."""

from __future__ import annotations

from machinami.capabilities.cases.states import VERBS
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

#: The record of who looked, in words: by verb, else by the part of the city hall it belongs to.
LOOKED: dict[str, Text] = {
    **{f"cases.{verb}": words for verb, words in VERBS.items()},
    "identity.sign_in": Text(ja="サインインした", en="Signed in", zh="登录", ko="로그인함", easy="サインインした"),
    "identity.read_person": Text(ja="住民記録を見た", en="Read your resident record", zh="查看了居民记录", ko="주민 기록을 봄",
                                 easy="住民の きろくを 見た"),
    "identity.add_passkey": Text(ja="サインインに使う端末を登録した", en="Registered a device for signing in", zh="登记了用于登录的设备",
                                 ko="로그인용 기기를 등록함", easy="サインインに つかう 端末を とうろくした"),
    "identity.remove_passkey": Text(ja="サインインに使う端末の登録を消した", en="Removed a device for signing in", zh="删除了用于登录的设备",
                                    ko="로그인용 기기를 지움", easy="サインインに つかう 端末を けした"),
    "identity.rename_passkey": Text(ja="サインインに使う端末の名前を変えた", en="Renamed a device for signing in", zh="更改了登录设备的名称",
                                    ko="로그인용 기기의 이름을 바꿈", easy="サインインに つかう 端末の 名前を かえた"),
    "identity.end_sessions": Text(ja="サインインを終わらせた", en="Ended a sign-in", zh="结束了登录", ko="로그인을 종료함", easy="サインインを おわらせた"),
    "identity": Text(ja="住民記録を扱った", en="Used your resident record", zh="处理了居民记录", ko="주민 기록을 다룸",
                     easy="住民の きろくを つかった"),
    "documents.read": Text(ja="文書を開いた", en="Opened a document", zh="打开了文书", ko="문서를 열어 봄", easy="書類を 見た"),
    "documents.issue": Text(ja="文書を作った", en="Made a document", zh="制作了文书", ko="문서를 작성함", easy="書類を つくった"),
    "documents.release": Text(ja="文書を渡した", en="Handed a document over", zh="交付了文书", ko="문서를 교부함",
                              easy="書類を わたした"),
    "documents.void": Text(ja="文書を取り消した", en="Took a document back", zh="撤销了文书", ko="문서를 취소함",
                           easy="書類を とりけした"),
    "documents.verify": Text(ja="証明書が確かめられた", en="Somebody checked a certificate", zh="验证了证明书", ko="증명서를 확인함",
                             easy="しょうめいしょが たしかめられた"),
    "documents": Text(ja="文書を扱った", en="Used your documents", zh="处理了文书", ko="문서를 다룸", easy="書類を つかった"),
    "privacy.export": Text(ja="自分のデータを受け取った", en="Received own data", zh="取得了自己的数据", ko="자신의 데이터를 받음", easy="じぶんの データを もらった"),
    "payments": Text(ja="支払いを扱った", en="Handled a payment", zh="处理了付款", ko="납부를 처리함", easy="お金の ことを した"),
    "notices.choose": Text(ja="お知らせの受け取り方を変えた", en="Changed how notices reach you", zh="更改了通知接收方式", ko="알림 수신 방법을 변경함",
                           easy="おしらせの うけとりかたを かえた"),
    "notices": Text(ja="お知らせを送った", en="Sent you a notice", zh="发送了通知", ko="알림을 보냄", easy="おしらせを おくった"),
}
OTHER = Text(ja="そのほかの操作", en="Something else", zh="其他操作", ko="그 밖의 작업", easy="そのほか")


def looked_words(verb: str) -> Text:
    """``identity.read_person`` → what that is, for the person it is about."""
    return LOOKED.get(verb) or LOOKED.get(verb.split(".")[0]) or OTHER


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
