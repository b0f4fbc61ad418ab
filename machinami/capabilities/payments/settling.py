"""Writing down what a provider has done: each once, whichever way the news comes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.payments import events, ledger, states
from machinami.capabilities.payments.models import (
    Attempt,
    Charge,
    ProviderEvent,
    Receipt,
    ReceiptSeries,
    Refund,
)
from machinami.capabilities.payments.ports import ProviderNews, provider
from machinami.capabilities.payments.rows import charge_row
from machinami.capabilities.payments.types import ChargeRow
from machinami.foundation.actors import Actor, system
from machinami.foundation.calendar import era_of, fiscal_year
from machinami.foundation.errors import NotFound
from machinami.foundation.events import publish

_LIVE = ("started", "authorised", "capturing", "captured", "cancelling")


def locked(charge_id: Any) -> tuple[Charge, Attempt | None]:
    """The charge and its live attempt, locked. Call inside a transaction."""
    row = Charge.objects.select_for_update().filter(pk=charge_id).first()
    if row is None:
        raise NotFound("charge")
    return row, Attempt.objects.select_for_update().filter(charge=row, state__in=_LIVE).first()


def hear(news: ProviderNews) -> None:
    """A checked message: authorised or declined. A repeat changes nothing."""
    with transaction.atomic():
        attempt = Attempt.objects.filter(pk=news.attempt_id).first()
        if attempt is None:
            return
        try:
            with transaction.atomic():
                ProviderEvent.objects.create(id=news.event_id, attempt=attempt)
        except IntegrityError:
            return
        charge, live = locked(attempt.charge_id)
        if live is None or live.pk != attempt.pk or live.state != "started":
            return
        if news.state == "authorised" and news.amount == charge.amount:
            _authorised(charge, live)
        elif news.state == "declined":
            live.state, live.reason = states.follow(states.ATTEMPT, "decline", live.state), news.reason[:200]
            live.save(update_fields=["state", "reason", "touched_at"])
            _note(system("payments.provider"), "declined", charge)


def _authorised(charge: Charge, attempt: Attempt) -> None:
    attempt.state = states.follow(states.ATTEMPT, "authorise", attempt.state)
    attempt.save(update_fields=["state", "touched_at"])
    charge.state = states.follow(states.CHARGE, "authorise", charge.state)
    charge.save(update_fields=["state"])
    _note(system("payments.provider"), "authorised", charge)
    publish(events.ChargeAuthorised(str(charge.pk), charge.subject, charge.amount))


@transaction.atomic
def captured(actor: Actor, charge_id: Any) -> ChargeRow:
    charge, attempt = locked(charge_id)
    if charge.state != "authorised" or attempt is None or attempt.state != "capturing":
        return charge_row(charge)
    attempt.state = states.follow(states.ATTEMPT, "capture", attempt.state)
    attempt.save(update_fields=["state", "touched_at"])
    charge.state = states.follow(states.CHARGE, "capture", charge.state)
    charge.settled_at = timezone.now()
    charge.save(update_fields=["state", "settled_at"])
    ledger.captured(charge, attempt.provider)
    Receipt.objects.create(number=_receipt_number(timezone.localdate()), charge=charge, issued_at=charge.settled_at)
    _note(actor, "capture", charge, amount=charge.amount)
    publish(events.ChargeCaptured(str(charge.pk), charge.subject, charge.amount))
    return charge_row(charge)


def _receipt_number(day: date) -> str:
    year = fiscal_year(day)
    ReceiptSeries.objects.get_or_create(fiscal_year=year)
    series = ReceiptSeries.objects.select_for_update().get(fiscal_year=year)
    series.last += 1
    series.save(update_fields=["last"])
    era, era_year = era_of(date(year, 4, 1))
    return f"領{era.letter}{era_year}-{series.last:06d}"


@transaction.atomic
def cancelled(actor: Actor, charge_id: Any, reason: str) -> ChargeRow:
    charge, attempt = locked(charge_id)
    if charge.state not in ("due", "authorised"):
        return charge_row(charge)
    if attempt is not None:
        attempt.state = states.follow(states.ATTEMPT, "cancel", attempt.state)
        attempt.save(update_fields=["state", "touched_at"])
    charge.state = states.follow(states.CHARGE, "cancel", charge.state)
    charge.save(update_fields=["state"])
    ledger.cancelled(charge)
    _note(actor, "cancel", charge, reason=reason[:200])
    publish(events.ChargeCancelled(str(charge.pk), charge.subject, charge.amount, reason[:200]))
    return charge_row(charge)


@transaction.atomic
def refunded(actor: Actor, refund_id: Any) -> ChargeRow:
    row = Refund.objects.select_for_update().get(pk=refund_id)
    charge = Charge.objects.select_for_update().get(pk=row.attempt.charge_id)
    if row.state == "done":
        return charge_row(charge)
    row.state = "done"
    row.save(update_fields=["state"])
    charge.refunded += row.amount
    verb = "refund_all" if charge.refunded == charge.amount else "refund_part"
    charge.state = states.follow(states.CHARGE, verb, charge.state)
    charge.save(update_fields=["state", "refunded"])
    ledger.refunded(charge, row.attempt.provider, row.amount, str(row.pk))
    _note(actor, "refund", charge, amount=row.amount)
    publish(events.ChargeRefunded(str(charge.pk), charge.subject, row.amount, str(row.pk)))
    return charge_row(charge)


def ask(attempt: Attempt) -> int:
    """Ask the provider what became of an attempt in doubt, and settle it. 1 when something was settled."""
    actor = system("payments.reconcile")
    found = provider(attempt.provider).status(attempt.reference)
    if attempt.state == "started" and found.state in ("authorised", "declined"):
        hear(ProviderNews(f"status:{attempt.pk}", str(attempt.pk), found.state, attempt.charge.amount))
        return 1
    if attempt.state == "capturing":
        if found.state == "authorised":
            provider(attempt.provider).capture(attempt.reference, attempt.charge.amount, f"capture:{attempt.pk}")
        elif found.state != "captured":
            cancelled(actor, attempt.charge_id, "決済会社が取り消しました")
            return 1
        captured(actor, attempt.charge_id)
        return 1
    if attempt.state == "cancelling":
        if found.state not in ("cancelled", "declined"):
            provider(attempt.provider).cancel(attempt.reference, f"cancel:{attempt.pk}")
        cancelled(actor, attempt.charge_id, attempt.reason)
        return 1
    return 0


def _note(actor: Actor, verb: str, row: Charge, **detail: Any) -> None:
    record(actor=actor, verb=f"payments.{verb}", subject=f"payments.Charge:{row.pk}", section=row.section, detail=detail)
