"""Writing down what a provider has done: each once, whichever way the news comes."""

from __future__ import annotations

import hashlib
import logging
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from machinami.capabilities.payments import events, ledger, states
from machinami.capabilities.payments.history import move_attempt, move_charge, move_refund
from machinami.capabilities.payments.models import (
    Attempt,
    Charge,
    ProviderEvent,
    Receipt,
    ReceiptSeries,
    Refund,
)
from machinami.capabilities.payments.ports import Order, ProviderNews, ProviderState, Refusal, provider
from machinami.capabilities.payments.rows import charge_row
from machinami.capabilities.payments.types import ChargeRow
from machinami.foundation.actors import Actor, system
from machinami.foundation.calendar import era_of, fiscal_year
from machinami.foundation.errors import NotFound
from machinami.foundation.events import publish
from machinami.foundation.i18n import Text

logger = logging.getLogger(__name__)
PROVIDER, RECONCILE = system("payments.provider"), system("payments.reconcile")


def locked(charge_id: Any) -> tuple[Charge, Attempt | None]:
    """The charge and its live attempt, locked. Call inside a transaction."""
    row = Charge.objects.select_for_update().filter(pk=charge_id).first()
    if row is None:
        raise NotFound("charge")
    return row, Attempt.objects.select_for_update().filter(charge=row, state__in=states.LIVE).first()


def start(attempt: Attempt) -> None:
    """Open the attempt at its provider and note where; again it is the same payment. :raises Unavailable:"""
    charge = attempt.charge
    started = provider(attempt.provider).begin(Order(
        str(attempt.pk), charge.amount, Text.of(charge.title).ja, attempt.method, attempt.return_url,
        f"{settings.BASE_URL}/api/payments/{attempt.provider}/callback"))
    attempt.reference, attempt.redirect_url = started.reference, started.redirect_url
    Attempt.objects.filter(pk=attempt.pk).update(reference=started.reference, redirect_url=started.redirect_url)


def hear(code: str, news: ProviderNews) -> None:
    """A checked message of provider ``code``: authorised or declined. A repeat changes nothing."""
    with transaction.atomic():
        attempt = Attempt.objects.filter(pk=news.attempt_id, provider=code).first()
        if attempt is None or not _first_time(code, news, attempt):
            return
        charge, live = locked(attempt.charge_id)
        if live is None or live.pk != attempt.pk or live.state != "started":
            return
        if news.state == "authorised" and news.amount != charge.amount:
            logger.error("payment attempt %s: held %s yen, asked %s", live.pk, news.amount, charge.amount)
            move_attempt(PROVIDER, charge, live, "ask_abandon", reason="金額が請求と合いません")
        elif news.state == "authorised":
            _authorised(charge, live)
        elif news.state == "declined":
            move_attempt(PROVIDER, charge, live, "decline", reason=news.reason)


def _first_time(code: str, news: ProviderNews, attempt: Attempt) -> bool:
    name = f"{code}:{news.event_id}"
    if len(name) > 100:
        name = f"{code}:{hashlib.sha256(name.encode()).hexdigest()}"
    try:
        with transaction.atomic():
            ProviderEvent.objects.create(id=name, attempt=attempt)
    except IntegrityError:
        return False
    return True


def _authorised(charge: Charge, attempt: Attempt) -> None:
    move_attempt(PROVIDER, charge, attempt, "authorise")
    move_charge(PROVIDER, charge, "authorise")
    publish(events.ChargeAuthorised(*_about(charge)))


@transaction.atomic
def captured(actor: Actor, charge_id: Any) -> ChargeRow:
    charge, attempt = locked(charge_id)
    if charge.state != "authorised" or attempt is None or attempt.state != "capturing":
        return charge_row(charge)
    move_attempt(actor, charge, attempt, "capture")
    charge.settled_at = timezone.now()
    move_charge(actor, charge, "capture", also=("settled_at",), amount=charge.amount)
    ledger.captured(charge, attempt.provider)
    Receipt.objects.create(number=_receipt_number(timezone.localdate()), charge=charge, issued_at=charge.settled_at)
    publish(events.ChargeCaptured(*_about(charge)))
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
def capture_refused(actor: Actor, charge_id: Any, reason: str) -> ChargeRow:
    """The hold is gone (run out, or cancelled at the provider): nothing was taken, the charge ends."""
    charge, attempt = locked(charge_id)
    if charge.state == "authorised" and attempt is not None and attempt.state == "capturing":
        move_attempt(actor, charge, attempt, "refuse_capture", reason=reason)
        _cancelled(actor, charge, reason)
    return charge_row(charge)


@transaction.atomic
def cancelled(actor: Actor, charge_id: Any, reason: str) -> ChargeRow:
    charge, attempt = locked(charge_id)
    if charge.state not in ("due", "authorised"):
        return charge_row(charge)
    if attempt is not None:
        move_attempt(actor, charge, attempt, "cancel")
    _cancelled(actor, charge, reason)
    return charge_row(charge)


def _cancelled(actor: Actor, charge: Charge, reason: str) -> None:
    move_charge(actor, charge, "cancel", reason=reason[:200])
    ledger.cancelled(charge)
    publish(events.ChargeCancelled(*_about(charge), reason=reason[:200]))


@transaction.atomic
def abandoned(actor: Actor, attempt_id: Any) -> None:
    """The provider has closed an attempt that was left open; the charge is due as before."""
    charge, live = locked(Attempt.objects.values_list("charge_id", flat=True).get(pk=attempt_id))
    if live is not None and live.pk == attempt_id and live.state == "abandoning":
        move_attempt(actor, charge, live, "abandon")


@transaction.atomic
def refunded(actor: Actor, refund_id: Any) -> ChargeRow:
    charge, row = _refund(refund_id)
    if row.state == "asked":
        move_refund(actor, charge, row, "refund")
        charge.refunded += row.amount
        verb = "refund_all" if charge.refunded == charge.amount else "refund_part"
        move_charge(actor, charge, verb, also=("refunded",), amount=row.amount)
        ledger.refunded(charge, row.attempt.provider, row)
        publish(events.ChargeRefunded(str(charge.pk), charge.subject, row.amount, _now(), str(row.pk)))
    return charge_row(charge)


@transaction.atomic
def refund_refused(actor: Actor, refund_id: Any) -> None:
    charge, row = _refund(refund_id)
    if row.state == "asked":
        move_refund(actor, charge, row, "refuse_refund")
        ledger.refund_refused(charge, row)


def _refund(refund_id: Any) -> tuple[Charge, Refund]:
    charge_id = Refund.objects.values_list("attempt__charge_id", flat=True).get(pk=refund_id)
    charge = Charge.objects.select_for_update().get(pk=charge_id)
    return charge, Refund.objects.select_related("attempt").select_for_update(of=("self",)).get(pk=refund_id)


def _now() -> str:
    return timezone.now().isoformat(timespec="seconds")


def _about(charge: Charge) -> tuple[str, str, int, str]:
    return str(charge.pk), charge.subject, charge.amount, _now()


@transaction.atomic
def cash_taken(actor: Actor, charge: Charge) -> None:
    """The charge, locked and due, is paid in cash: captured at once, with its receipt number."""
    attempt = Attempt.objects.create(charge=charge, provider=ledger.COUNTER, method="cash", state="captured", return_url="",
                                     reference="", idempotency_key=f"{charge.pk}:cash:{charge.attempts.count()}")
    charge.settled_at = timezone.now()
    move_charge(actor, charge, "take_cash", also=("settled_at",), amount=charge.amount, attempt=str(attempt.pk))
    ledger.captured(charge, ledger.COUNTER)
    Receipt.objects.create(number=_receipt_number(timezone.localdate()), charge=charge, issued_at=charge.settled_at)
    publish(events.ChargeCaptured(*_about(charge)))


def ask(attempt: Attempt, *, give_up: bool = False) -> int:
    """Ask the provider what became of an attempt, and settle it. 1 when something was settled.

    :param give_up: close an attempt that nobody has answered yet.
    :raises Unavailable: nothing is known; ask again later.
    """
    if not attempt.reference:
        start(attempt)
    found = provider(attempt.provider).status(attempt.reference)
    if attempt.state == "started":
        return _ask_started(attempt, found, give_up)
    if attempt.state == "capturing":
        return _ask_capturing(attempt, found)
    if attempt.state in ("cancelling", "abandoning"):
        return _let_go(attempt, found)
    return 0


def _ask_started(attempt: Attempt, found: ProviderState, give_up: bool) -> int:
    if found.state == "open":
        if not give_up:
            return 0
        with transaction.atomic():
            charge, live = locked(attempt.charge_id)
            if live is None or live.pk != attempt.pk or live.state != "started":
                return 0
            move_attempt(RECONCILE, charge, live, "ask_abandon", reason="支払いの画面が閉じられました")
        return _let_go(live, found)
    state = "authorised" if found.state == "authorised" else "declined"
    hear(attempt.provider, ProviderNews(f"status:{attempt.pk}", str(attempt.pk), state, found.amount))
    return 1


def _ask_capturing(attempt: Attempt, found: ProviderState) -> int:
    amount = attempt.charge.amount
    if found.state == "captured" and found.captured != amount:
        logger.error("payment attempt %s: captured %s yen, asked %s", attempt.pk, found.captured, amount)
        return 0
    try:
        if found.state == "authorised":
            provider(attempt.provider).capture(attempt.reference, amount, f"capture:{attempt.pk}")
        elif found.state != "captured":
            raise Refusal(found.state)
    except Refusal as refusal:
        capture_refused(RECONCILE, attempt.charge_id, str(refusal))
    else:
        captured(RECONCILE, attempt.charge_id)
    return 1


def _let_go(attempt: Attempt, found: ProviderState) -> int:
    if found.state not in ("cancelled", "declined"):
        provider(attempt.provider).cancel(attempt.reference, f"cancel:{attempt.pk}")
    if attempt.state == "abandoning":
        abandoned(RECONCILE, attempt.pk)
    else:
        cancelled(RECONCILE, attempt.charge_id, attempt.reason)
    return 1


def give_back(actor: Actor, row: Refund) -> ChargeRow:
    """Ask the provider for a refund that is written down. :raises Unavailable: :raises Refusal: (then it has failed)"""
    try:
        provider(row.attempt.provider).refund(row.attempt.reference, row.amount, f"refund:{row.pk}")
    except Refusal:
        refund_refused(actor, row.pk)
        raise
    return refunded(actor, row.pk)
