"""Cash at a counter: taken, handed back, and counted at the end of the day. Called by actions only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.payments import ledger, settling, words
from machinami.capabilities.payments.models import Cash, Charge, DayClose, Refund, Till
from machinami.capabilities.payments.ports import Unavailable
from machinami.capabilities.payments.rows import charge_row
from machinami.capabilities.payments.types import CashTaken, ChargeRow, TillDay, TillLine
from machinami.city.fees import revenue_items
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.money import yen


def take_cash(actor: Actor, charge_id: Any, tendered: int, key: str) -> CashTaken:
    _close_online(actor, charge_id)
    with transaction.atomic():
        charge, attempt = settling.locked(charge_id)
        actor.require("payments.take_cash", section=charge.section)
        known = Cash.objects.filter(idempotency_key=key).first()
        if known is not None:
            if known.charge_id != charge.pk:
                raise Conflict(words.KEY_USED, code="key_used")
            return CashTaken(charge_row(charge), known.tendered, known.tendered - known.amount)
        if charge.state != "due" or attempt is not None:
            raise Conflict(words.ALREADY, code="already")
        if yen(tendered) < charge.amount:
            short = Text(ja=words.TENDERED.ja.format(amount=f"{charge.amount:,}"))
            raise Refused(short, code="tendered", fields={"tendered": short})
        _enter(actor, charge, charge.amount, key, tendered)
        settling.cash_taken(actor, charge)
        return CashTaken(charge_row(charge), tendered, tendered - charge.amount)


def _close_online(actor: Actor, charge_id: Any) -> None:
    """An attempt left open at a provider is closed there, so that the same fee is not paid twice."""
    with transaction.atomic():
        charge, attempt = settling.locked(charge_id)
        actor.require("payments.take_cash", section=charge.section)
    if attempt is not None and attempt.state in ("started", "abandoning"):
        try:
            settling.ask(attempt, give_up=True)
        except Unavailable as silent:
            raise Refused(words.OFFLINE, code="provider_offline") from silent


def pay_out(*, actor: Actor, refund_id: Any) -> ChargeRow:
    refund = Refund.objects.select_related("attempt__charge").filter(pk=refund_id).first()
    if refund is None or refund.attempt.provider != ledger.COUNTER:
        raise NotFound("refund")
    actor.require("payments.take_cash", section=refund.attempt.charge.section)
    with transaction.atomic():
        charge = Charge.objects.select_for_update().get(pk=refund.attempt.charge_id)
        if not Cash.objects.filter(idempotency_key=f"refund:{refund.pk}").exists():
            _enter(actor, charge, -refund.amount, f"refund:{refund.pk}")
        return settling.refunded(actor, refund.pk)


def _enter(actor: Actor, charge: Charge, amount: int, key: str, tendered: int = 0) -> None:
    """One line of the cash book. :raises Refused: when the day is closed."""
    day = timezone.localdate()
    _locked_till(charge.section)
    if DayClose.objects.filter(section=charge.section, day=day).exists():
        raise Refused(words.DAY_CLOSED, code="day_closed")
    Cash.objects.create(charge=charge, section=charge.section, day=day, at=timezone.now(), amount=amount, tendered=tendered,
                        actor=actor.label, actor_name=actor.name, idempotency_key=key)


def _locked_till(section: str) -> None:
    Till.objects.get_or_create(section=section)
    Till.objects.select_for_update().get(section=section)


# the day

def close_day(actor: Actor, section: str, day: date, counted: int, explanation: str) -> TillDay:
    actor.require("payments.close_day", section=section)
    if day > timezone.localdate():
        raise Refused(words.DAY_TO_COME, code="day", fields={"day": words.DAY_TO_COME})
    _locked_till(section)
    found = till_day(section, day)
    if found.closed_at is not None:
        raise Conflict(words.DAY_CLOSED, code="day_closed")
    difference = yen(counted) - found.expected
    if difference and not explanation.strip():
        why = Text(ja=words.EXPLAIN.ja.format(expected=f"{found.expected:,}", difference=f"{difference:+,}"))
        raise Refused(why, code="explanation", fields={"explanation": why})
    row = DayClose.objects.create(
        section=section, day=day, at=timezone.now(), expected=found.expected, counted=counted, explanation=explanation.strip()[:400],
        lines=[{"revenue_code": x.revenue_code, "count": x.count, "taken": x.taken, "returned": x.returned} for x in found.lines],
        actor=actor.label, actor_name=actor.name)
    ledger.day_closed(f"close_day:{row.pk}", section, found.expected, counted)
    record(actor=actor, verb="payments.close_day", subject=f"payments.DayClose:{row.pk}", section=section,
           detail={"day": day.isoformat(), "expected": found.expected, "counted": counted})
    return till_day(section, day)


def till_day(section: str, day: date) -> TillDay:
    """What the cash book says of a section's day, and how it was closed if it was."""
    lines = _lines(Cash.objects.filter(section=section, day=day).select_related("charge"))
    expected = sum(x.taken - x.returned for x in lines)
    closed = DayClose.objects.filter(section=section, day=day).first()
    if closed is None:
        return TillDay(section, day, lines, expected)
    return TillDay(section, day, lines, closed.expected, closed.counted, closed.explanation, closed.at, closed.actor_name)


def _lines(entries: Iterable[Cash]) -> tuple[TillLine, ...]:
    sums: dict[str, list[int]] = {}
    for entry in entries:
        found = sums.setdefault(entry.charge.revenue_code, [0, 0, 0])
        found[0] += 1
        found[1 if entry.amount > 0 else 2] += abs(entry.amount)
    items = revenue_items()
    return tuple(TillLine(code, items[code].name if code in items else code, *found) for code, found in sorted(sums.items()))
