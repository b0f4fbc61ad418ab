"""The desk's main menu: each sees what they may open, nothing else."""

from __future__ import annotations

from machinami.foundation.actors import Actor

#: Path, words, the permissions one of which opens it.
ENTRIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("cases/", "案件", ("cases.view",)),
    ("queues/", "順番", ("queues.view",)),
    ("visits/", "窓口", ("visits.receive",)),
    ("deadlines/", "期限", ("cases.view",)),
    ("bookings/", "予約", ("bookings.view",)),
    ("people/", "住民", ("identity.search_people",)),
    ("procedures/", "手続き", ("authoring.edit", "authoring.approve")),
    ("notices/", "お知らせ", ("notices.view",)),
    ("till/", "窓口の現金", ("payments.take_cash", "payments.close_day")),
    ("ledger/", "出納", ("payments.view",)),
    ("staff/", "職員", ("identity.manage_staff",)),
    ("tokens/", "連携", ("identity.manage_tokens",)),
    ("webhooks/", "連携先への知らせ", ("notices.manage_webhooks",)),
    ("audit/", "監査", ("audit.search",)),
    ("privacy/", "個人情報", ("privacy.view_holdings",)),
)


def menu(actor: Actor) -> list[tuple[str, str]]:
    """Address and words, in the order of the menu."""
    return [(f"/desk/{path}", words) for path, words, opens in ENTRIES if any(actor.may(p) for p in opens)]
