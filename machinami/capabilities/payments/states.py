"""The states of a charge, of an attempt to pay it and of a refund, and the only ways between them. Pure."""

from __future__ import annotations

from machinami.foundation.errors import Conflict
from machinami.foundation.i18n import Text

CHARGE: dict[str, tuple[frozenset[str], str]] = {
    "authorise": (frozenset({"due"}), "authorised"),
    "capture": (frozenset({"authorised"}), "captured"),
    "take_cash": (frozenset({"due"}), "captured"),
    "cancel": (frozenset({"due", "authorised"}), "cancelled"),
    "refund_part": (frozenset({"captured", "partly_refunded"}), "partly_refunded"),
    "refund_all": (frozenset({"captured", "partly_refunded"}), "refunded"),
}

#: started → authorised → capturing → captured. What is asked of a provider (capturing, cancelling, abandoning) is
#: written before it is asked, so that a crash between asking and noting the answer is found and asked about again.
ATTEMPT: dict[str, tuple[frozenset[str], str]] = {
    "authorise": (frozenset({"started"}), "authorised"),
    "decline": (frozenset({"started"}), "declined"),
    "ask_capture": (frozenset({"authorised", "capturing"}), "capturing"),
    "capture": (frozenset({"capturing"}), "captured"),
    "refuse_capture": (frozenset({"capturing"}), "failed"),
    "ask_cancel": (frozenset({"started", "authorised", "abandoning", "cancelling"}), "cancelling"),
    "cancel": (frozenset({"cancelling"}), "cancelled"),
    "ask_abandon": (frozenset({"started", "abandoning"}), "abandoning"),
    "abandon": (frozenset({"abandoning"}), "abandoned"),
}

REFUND: dict[str, tuple[frozenset[str], str]] = {
    "refund": (frozenset({"asked"}), "done"),
    "refuse_refund": (frozenset({"asked"}), "failed"),
}

#: A charge has at most one attempt in these states: the guard against paying twice.
LIVE = ("started", "authorised", "capturing", "captured", "cancelling", "abandoning")
#: A provider was asked and its answer is not written down yet.
IN_DOUBT = ("capturing", "cancelling", "abandoning")
#: The resident waits for something.
PENDING = ("started", "authorised", *IN_DOUBT)
CHARGE_STATES = ("due", *dict.fromkeys(target for _, target in CHARGE.values()))
ATTEMPT_STATES = ("started", *dict.fromkeys(target for _, target in ATTEMPT.values()))
REFUND_STATES = ("asked", "done", "failed")


def follow(table: dict[str, tuple[frozenset[str], str]], verb: str, state: str) -> str:
    """The state after ``verb``. :raises Conflict: where the step is not allowed from here."""
    sources, target = table[verb]
    if state not in sources:
        raise Conflict(Text(
            ja="支払いの状態が変わりました。画面を読み込み直してください", en="The payment has moved on. Please reload the page.",
            zh="付款状态已改变。请重新加载页面。", ko="결제 상태가 바뀌었습니다. 화면을 새로 고쳐 주세요.",
            easy="しはらいの ようすが かわりました。もういちど ひらいてください"), code=f"{verb}_from_{state}")
    return target
