"""Reading charges and the ledger."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Sum

from machinami.capabilities.payments import counter, states
from machinami.capabilities.payments.ledger import COUNTER
from machinami.capabilities.payments.models import (
    Attempt,
    Charge,
    ChargeEvent,
    Journal,
    Posting,
    Receipt,
    Refund,
)
from machinami.capabilities.payments.rows import charge_row, event_row, journal_row
from machinami.capabilities.payments.types import (
    BalanceRow,
    ChargeRow,
    DayRow,
    EventRow,
    JournalRow,
    OwedRow,
    TillDay,
)
from machinami.foundation.actors import Actor
from machinami.foundation.changes import Change
from machinami.foundation.errors import NotFound
from machinami.foundation.i18n import Text
from machinami.foundation.pages import Page


def charge(*, actor: Actor, charge_id: Any) -> ChargeRow:
    """:raises NotFound: for another's charge or section."""
    row = Charge.objects.prefetch_related("attempts").filter(pk=charge_id).first()
    if row is None or not _visible(actor, row):
        raise NotFound("charge")
    return charge_row(row)


def _visible(actor: Actor, row: Charge) -> bool:
    if actor.kind == "resident":
        return str(row.account_id) == actor.id
    return actor.may("payments.view", section=row.section)


def charges_of(*, actor: Actor, subject: str) -> list[ChargeRow]:
    rows = Charge.objects.prefetch_related("attempts").filter(subject=subject).order_by("created_at")
    return [charge_row(r) for r in rows if _visible(actor, r)]


def receipt_of(charge_id: Any) -> tuple[str, str, str, Text, int, Any] | None:
    """(receipt number, account, section, title, amount, date) of a captured charge."""
    row = Receipt.objects.select_related("charge").filter(charge_id=charge_id).first()
    if row is None:
        return None
    c = row.charge
    return row.number, str(c.account_id), c.section, Text.of(c.title), c.amount, row.issued_at


def trial_balance() -> list[BalanceRow]:
    """Every ledger account's balance; they sum to zero."""
    rows = Posting.objects.values("ledger_account", "ledger_account__title", "ledger_account__kind")
    return [BalanceRow(r["ledger_account"], Text.of(r["ledger_account__title"]), r["total"], r["ledger_account__kind"])
            for r in rows.annotate(total=Sum("amount")).order_by("ledger_account")]


def history(*, actor: Actor, charge_id: Any) -> tuple[EventRow, ...]:
    """Every step of a charge, oldest first. :raises NotFound: for another's charge or section."""
    row = Charge.objects.filter(pk=charge_id).first()
    if row is None or not _visible(actor, row):
        raise NotFound("charge")
    return tuple(event_row(e) for e in row.events.order_by("at", "pk"))


def ledger(*, actor: Actor, account: str = "", day: date | None = None, page: int = 1, size: int = 50) -> Page[JournalRow]:
    """Journals with their postings, newest first; of one ledger account, of one day (Tokyo time).

    Only journals of charges in the actor's sections. :raises NotAllowed: without ``payments.view``.
    """
    actor.require("payments.view")
    rows = Journal.objects.order_by("-at", "-pk")
    if not actor.all_sections:
        rows = rows.filter(charge__section__in=actor.sections)
    if account:
        rows = rows.filter(postings__ledger_account=account)
    if day:
        rows = rows.filter(at__date=day)
    number = max(1, page)
    found = rows.select_related("charge").prefetch_related("postings__ledger_account")[(number - 1) * size:number * size]
    return Page([journal_row(j) for j in found], number, size, rows.count())


def day_close(day: date) -> list[DayRow]:
    """歳入科目 by 歳入科目: what was captured and refunded on a day (Tokyo time)."""
    rows: dict[str, list[int]] = {}
    for kind, column in (("capture", 0), ("refund", 1)):
        found = Posting.objects.filter(
            journal__kind=kind, journal__at__date=day, amount__gt=0).values("journal__charge__revenue_code")
        for r in found.annotate(total=Sum("amount")):
            rows.setdefault(r["journal__charge__revenue_code"], [0, 0])[column] = r["total"]
    return [DayRow(code, *totals) for code, totals in sorted(rows.items())]


def till(*, actor: Actor, section: str, day: date) -> TillDay:
    """A counter's day. :raises NotAllowed: without ``payments.view`` for the section."""
    actor.require("payments.view", section=section)
    return counter.till_day(section, day)


def owed(*, actor: Actor, section: str) -> list[OwedRow]:
    """Refunds that the counter still has to pay out, oldest first."""
    actor.require("payments.view", section=section)
    rows = Refund.objects.select_related("attempt__charge").filter(
        state="asked", attempt__provider=COUNTER, attempt__charge__section=section).order_by("created_at")
    return [OwedRow(str(r.pk), r.attempt.charge.subject, Text.of(r.attempt.charge.title), r.amount, r.reason, r.created_at)
            for r in rows]


def figures() -> dict[str, int]:
    """For checks: how many journals and postings there are, their sum, and what is in doubt."""
    return {
        "journals": Journal.objects.count(), "postings": Posting.objects.count(),
        "sum": Posting.objects.aggregate(s=Sum("amount"))["s"] or 0,
        "in_doubt": Attempt.objects.filter(state__in=states.IN_DOUBT).count()
        + Refund.objects.filter(state="asked").exclude(attempt__provider=COUNTER).count(),
    }


def changes(*, since: UUID) -> list[Change]:
    """What happened to charges since ``since``, for the event stream."""
    rows = ChargeEvent.objects.filter(pk__gte=since).values_list(
        "id", "charge_id", "charge__account_id", "charge__section", "actor")
    return [Change(id=key, kind="charge", subject=str(charge), account=str(account), section=section, actor=actor)
            for key, charge, account, section, actor in rows]
