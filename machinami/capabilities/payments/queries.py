"""Reading charges and the ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Sum

from machinami.capabilities.payments.models import Attempt, Charge, Journal, Posting, Receipt, Refund
from machinami.capabilities.payments.rows import charge_row
from machinami.capabilities.payments.types import BalanceRow, ChargeRow, DayRow
from machinami.city.fees import revenue_items
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound
from machinami.foundation.i18n import Text


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
    items = revenue_items()
    rows = Posting.objects.values("ledger_account").annotate(total=Sum("amount")).order_by("ledger_account")
    return [BalanceRow(r["ledger_account"], Text(ja=_title(r["ledger_account"], items)), r["total"]) for r in rows]


def _title(account: str, items: Any) -> str:
    kind, _, code = account.partition(":")
    return f"{kind} {items[code].name if code in items else code}"


def day_close(day: date) -> list[DayRow]:
    """歳入科目 by 歳入科目: what was captured and refunded on a day (Tokyo time)."""
    rows: dict[str, list[int]] = {}
    for kind, column in (("capture", 0), ("refund", 1)):
        found = Posting.objects.filter(
            journal__kind=kind, journal__at__date=day, amount__gt=0).values("journal__charge__revenue_code")
        for r in found.annotate(total=Sum("amount")):
            rows.setdefault(r["journal__charge__revenue_code"], [0, 0])[column] = r["total"]
    return [DayRow(code, *totals) for code, totals in sorted(rows.items())]


def figures() -> dict[str, int]:
    """For checks: how many journals and postings there are, their sum, and what is in doubt."""
    return {
        "journals": Journal.objects.count(), "postings": Posting.objects.count(),
        "sum": Posting.objects.aggregate(s=Sum("amount"))["s"] or 0,
        "in_doubt": Attempt.objects.filter(state__in=("capturing", "cancelling")).count()
        + Refund.objects.filter(state="asked").count(),
    }
