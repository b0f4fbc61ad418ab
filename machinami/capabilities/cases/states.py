"""The states of a case and the only ways between them. Pure."""

from __future__ import annotations

from machinami.foundation.errors import Conflict
from machinami.foundation.i18n import Text

STATES: dict[str, Text] = {
    "received": Text(ja="受付", en="Received", zh="已受理", ko="접수", easy="うけつけました"),
    "reviewing": Text(ja="審査中", en="Under review", zh="审查中", ko="심사 중", easy="しらべています"),
    "awaiting_correction": Text(ja="補正待ち", en="Waiting for your correction", zh="等待补正", ko="보완 대기",
                                easy="なおしてもらうのを まっています"),
    "awaiting_payment": Text(ja="支払い待ち", en="Waiting for payment", zh="等待付款", ko="납부 대기",
                             easy="お金を はらうのを まっています"),
    "approved": Text(ja="承認", en="Approved", zh="已批准", ko="승인", easy="きまりました（OK）"),
    "refused": Text(ja="却下", en="Refused", zh="未批准", ko="기각", easy="きまりました（だめでした）"),
    "withdrawn": Text(ja="取下げ", en="Withdrawn", zh="已撤回", ko="취하", easy="とりさげました"),
    "completed": Text(ja="完了", en="Completed", zh="已完成", ko="완료", easy="おわりました"),
}

#: verb → (states it may start from, state it leads to)
TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    "await_payment": (frozenset({"received"}), "awaiting_payment"),
    "payment_settled": (frozenset({"awaiting_payment"}), "received"),
    "start_review": (frozenset({"received"}), "reviewing"),
    "request_correction": (frozenset({"received", "reviewing"}), "awaiting_correction"),
    "amend": (frozenset({"awaiting_correction"}), "reviewing"),
    "cancel_correction": (frozenset({"awaiting_correction"}), "reviewing"),
    "approve": (frozenset({"received", "reviewing"}), "approved"),
    "refuse": (frozenset({"received", "reviewing", "awaiting_correction"}), "refused"),
    "withdraw": (frozenset({"received", "reviewing", "awaiting_correction", "awaiting_payment"}), "withdrawn"),
    "complete": (frozenset({"approved", "refused"}), "completed"),
}
OPEN = frozenset({"received", "reviewing", "awaiting_correction", "awaiting_payment"})
FINAL = frozenset({"withdrawn", "completed"})


def follow(verb: str, state: str) -> str:
    """The state after ``verb``. :raises Conflict: where the step is not allowed from here."""
    sources, target = TRANSITIONS[verb]
    if state not in sources:
        raise Conflict(
            Text(ja=f"いまは「{STATES[state].ja}」なので、この操作はできません。画面を読み込み直してください",
                 en=f"This case is now “{STATES[state].en}”, so this step is not possible. Please reload the page.",
                 zh=f"当前状态为“{STATES[state].zh}”，无法执行此操作。请重新加载页面。",
                 ko=f"현재 상태가 ‘{STATES[state].ko}’이므로 이 작업을 할 수 없습니다. 화면을 새로 고쳐 주세요."),
            code="state")
    return target
