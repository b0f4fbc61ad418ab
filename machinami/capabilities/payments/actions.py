"""Asking for money, taking it once, giving it back.

What talks to a provider is written down before it is asked and settled after, in two transactions: a crash
between them leaves a row in doubt, and :func:`reconcile` asks the provider what became of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum
from django.utils import timezone

from machinami.capabilities.payments import counter, ledger, settling, states, words
from machinami.capabilities.payments.history import move_attempt, note
from machinami.capabilities.payments.models import Attempt, Charge, Refund
from machinami.capabilities.payments.ports import Refusal, Unavailable, Untrusted
from machinami.capabilities.payments.ports import provider as find
from machinami.capabilities.payments.rows import charge_row
from machinami.capabilities.payments.types import CashTaken, ChargeRow, Redirect, TillDay
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.money import yen

logger = logging.getLogger(__name__)
#: An attempt that nobody answered is closed after this, so that its charge can be paid another way.
OPEN_FOR = timedelta(minutes=60)


@action("payments.charge")
def charge(*, actor: Actor, subject: str, account_id: Any, revenue_code: str, title: Text, amount: int, section: str,
           idempotency_key: str, due_on: date | None = None) -> ChargeRow:
    """Ask an account for ``amount`` yen. Same key, same charge.

    A resident's own submission may raise a charge to that resident; anybody else needs ``payments.charge``.
    """
    if not (actor.kind == "resident" and actor.id == str(account_id)):
        actor.require("payments.charge", section=section)
    if yen(amount) <= 0:
        raise ValueError("a charge is more than nothing")
    known = Charge.objects.filter(idempotency_key=idempotency_key).first()
    if known is None:
        try:
            with transaction.atomic():
                known = Charge.objects.create(
                    subject=subject, account_id=account_id, revenue_code=revenue_code, title=title.as_dict(),
                    amount=amount, section=section, due_on=due_on, idempotency_key=idempotency_key)
                ledger.charged(known)
        except IntegrityError:
            known = Charge.objects.get(idempotency_key=idempotency_key)
        else:
            note(actor, known, "charge", "", known.state, amount=amount)
    if (known.subject, known.amount, known.revenue_code) != (subject, amount, revenue_code):
        raise Conflict(words.KEY_USED, code="key_used")
    return charge_row(known)


@action("payments.own", atomic=False)
def begin(*, actor: Actor, charge_id: Any, provider: str, method: str, return_url: str,
          idempotency_key: str) -> Redirect:
    """Start paying; a charge with an open attempt goes on with that one (no second payment).

    :param idempotency_key: of the press; a second press goes on with the open attempt whatever its key is.
    :raises Conflict: when it is paid or cancelled already.
    :raises Refused: when the provider cannot be reached; nothing was taken.
    """
    try:
        find(provider)
    except KeyError as error:
        raise Refused(words.OFFLINE, code="provider_offline") from error
    try:
        with transaction.atomic(durable=True):
            attempt = _own(actor, charge_id).attempts.filter(state__in=("started", "abandoning")).first()
        if attempt and (attempt.state, attempt.provider, attempt.method) != ("started", provider, method):
            settling.ask(attempt, give_up=True)  # another way to pay was chosen: the first is closed before
        attempt = _open_attempt(actor, charge_id, provider, method, return_url)
        if not attempt.redirect_url:
            settling.start(attempt)
    except Unavailable as error:
        raise Refused(words.OFFLINE, code="provider_offline") from error
    return Redirect(attempt.redirect_url, str(attempt.pk))


@transaction.atomic
def _open_attempt(actor: Actor, charge_id: Any, provider: str, method: str, return_url: str) -> Attempt:
    """The charge's open attempt, or a new one. :raises Conflict: when there is one that is past paying."""
    row = _own(actor, charge_id)
    attempt = row.attempts.filter(state__in=states.LIVE).first()
    if row.state != "due" or (attempt and attempt.state != "started"):
        raise Conflict(words.ALREADY, code="already")
    if attempt is None:
        attempt = Attempt.objects.create(charge=row, provider=provider, method=method, return_url=return_url,
                                         idempotency_key=f"{row.pk}:{row.attempts.count()}")
        note(actor, row, "attempt.begin", "", attempt.state, attempt=str(attempt.pk), provider=provider, method=method)
    return attempt


@action("public", atomic=False)
def provider_callback(*, provider: str, body: bytes, headers: Mapping[str, str]) -> None:
    """A provider's message. :raises Refused: (403) when the signature does not fit; nothing is written."""
    try:
        news = find(provider).read_callback(body, headers)
    except (Untrusted, KeyError) as error:
        raise Refused(words.UNTRUSTED, code="untrusted") from error
    settling.hear(provider, news)


@action("payments.own", atomic=False)
def provider_returned(*, actor: Actor, charge_id: Any, query: Mapping[str, str]) -> None:
    """The browser came back with the provider's signed word; settles it if the callback has not yet."""
    with transaction.atomic():
        attempt = _own(actor, charge_id).attempts.filter(state="started").first()
    if attempt is None:
        return
    try:
        news = find(attempt.provider).read_return(query)
    except Untrusted:
        return
    if news is not None and news.attempt_id == str(attempt.pk):
        settling.hear(attempt.provider, news)


@action("payments.charge", atomic=False)
def capture(*, actor: Actor, charge_id: Any) -> ChargeRow:
    """Take the held money. Again, or after a crash, it is taken once. Not inside another transaction.

    :raises Unavailable: when the provider does not answer: it stays in doubt and ``reconcile`` asks again.
    :raises Conflict: when nothing is held, or the hold is gone (then the charge is cancelled).
    """
    with transaction.atomic(durable=True):
        row, attempt = settling.locked(charge_id)
        actor.require("payments.charge", section=row.section)
        if row.state in ("captured", "partly_refunded", "refunded"):
            return charge_row(row)
        if attempt is None:
            raise Conflict(words.NOT_HELD, code="not_held")
        move_attempt(actor, row, attempt, "ask_capture")
    try:
        find(attempt.provider).capture(attempt.reference, row.amount, f"capture:{attempt.pk}")
    except Refusal as refusal:
        settling.capture_refused(actor, charge_id, str(refusal))
        raise Conflict(words.HOLD_GONE, code="hold_gone") from refusal
    return settling.captured(actor, charge_id)


@action("payments.charge", atomic=False)
def cancel(*, actor: Actor, charge_id: Any, reason: str) -> ChargeRow:
    """Let the charge go, and the held money with it. :raises Conflict: once it is captured (then refund).

    Inside another transaction only while no payment was begun: a provider is asked between two transactions.
    """
    with transaction.atomic():
        row, attempt = settling.locked(charge_id)
        actor.require("payments.charge", section=row.section)
        if row.state == "cancelled":
            return charge_row(row)
        states.follow(states.CHARGE, "cancel", row.state)
        if attempt is None:
            return settling.cancelled(actor, charge_id, reason)
        move_attempt(actor, row, attempt, "ask_cancel", reason=reason)
    with transaction.atomic(durable=True):
        pass  # refuses to go on where our intent is not committed yet
    if not attempt.reference:
        settling.start(attempt)
    find(attempt.provider).cancel(attempt.reference, f"cancel:{attempt.pk}")
    return settling.cancelled(actor, charge_id, reason)


@action("payments.refund", atomic=False)
def refund(*, actor: Actor, charge_id: Any, amount: int, reason: str, idempotency_key: str) -> ChargeRow:
    """Give back all or part. Same key, once. Not inside another transaction.

    :raises Refused: for more than is left of what was paid, or when the provider refuses.
    :raises Unavailable: when the provider does not answer: ``reconcile`` asks again.
    """
    with transaction.atomic(durable=True):
        row, attempt = settling.locked(charge_id)
        actor.require("payments.refund", section=row.section)
        known = Refund.objects.select_related("attempt").filter(idempotency_key=idempotency_key).first()
        if known is None:
            known = _ask_refund(actor, row, attempt, amount, reason, idempotency_key)
        elif (known.attempt.charge_id, known.amount) != (row.pk, amount):
            raise Conflict(words.KEY_USED, code="key_used")
    if known.state == "done":
        return charge_row(row)
    if known.attempt.provider == ledger.COUNTER:
        return counter.pay_out(actor=actor, refund_id=known.pk)
    try:
        if known.state == "failed":
            raise Refusal("failed before")
        return settling.give_back(actor, known)
    except Refusal as refusal:
        raise Refused(words.REFUND_REFUSED, code="refund_refused") from refusal


@action("payments.take_cash", atomic=False)
def take_cash(*, actor: Actor, charge_id: Any, tendered: int, idempotency_key: str) -> CashTaken:
    """A due charge is paid in cash at the counter; the receipt follows. Same key, once. Not inside another transaction.

    An open attempt to pay online is closed at its provider first.

    :raises Refused: for less than is due, a day that is closed, or a provider that cannot be asked.
    :raises Conflict: when it is paid or cancelled already.
    """
    return counter.take_cash(actor, charge_id, tendered, idempotency_key)


@action("payments.take_cash")
def pay_out(*, actor: Actor, refund_id: Any) -> ChargeRow:
    """A refund that is owed at the counter is handed over in cash. Again, it changes nothing."""
    return counter.pay_out(actor=actor, refund_id=refund_id)


@action("payments.refund")
def owe_refund(*, actor: Actor, charge_id: Any, reason: str, idempotency_key: str) -> ChargeRow:
    """All that is left of what was paid in cash is owed back; the counter pays it out. Same key, once."""
    row, attempt = settling.locked(charge_id)
    actor.require("payments.refund", section=row.section)
    if attempt is None or attempt.provider != ledger.COUNTER:
        raise Conflict(words.NOT_CASH, code="not_cash")
    asked = Refund.objects.filter(attempt=attempt).exclude(state="failed").aggregate(s=Sum("amount"))["s"] or 0
    if row.amount > asked and not Refund.objects.filter(idempotency_key=idempotency_key).exists():
        _ask_refund(actor, row, attempt, row.amount - asked, reason, idempotency_key)
    return charge_row(row)


@action("payments.close_day")
def close_day(*, actor: Actor, section: str, day: date, counted: int, explanation: str = "") -> TillDay:
    """Close a counter's day: what was counted against the books, by 歳入科目. Once a day and section.

    :raises Refused: for a day to come, or a difference without explanation. :raises Conflict: when it is closed.
    """
    return counter.close_day(actor, section, day, counted, explanation)


def _ask_refund(actor: Actor, row: Charge, attempt: Attempt | None, amount: int, reason: str, key: str) -> Refund:
    given = Refund.objects.filter(attempt=attempt).exclude(state="failed").aggregate(s=Sum("amount"))["s"] or 0
    left = row.amount - given if row.state in ("captured", "partly_refunded") else 0
    if attempt is None or not 0 < yen(amount) <= left:
        raise Refused(words.REFUND_LEFT.format(left=f"{left:,}"), code="refund_amount")
    refund = Refund.objects.create(attempt=attempt, amount=amount, reason=reason[:200], idempotency_key=key)
    ledger.refund_asked(row, refund)
    note(actor, row, "refund.ask", "", refund.state, refund=str(refund.pk), amount=amount, reason=refund.reason)
    return refund


@action("payments.reconcile", atomic=False)
def reconcile(*, actor: Actor, older_than: float = 20.0) -> int:
    """Ask providers about every attempt and refund in doubt and settle it. Returns how many were settled.

    An attempt that nobody answered within :data:`OPEN_FOR` is closed at the provider. What fails is logged and
    left in doubt for the next time; it holds nothing else up.
    """
    actor.require("payments.reconcile")
    now, settled = timezone.now(), 0
    before = now - timedelta(seconds=older_than)
    # What was touched in the future was touched before the clock was put back.
    doubtful = Attempt.objects.filter(Q(touched_at__lt=before) | Q(touched_at__gt=now + OPEN_FOR / 60),
                                      state__in=("started", *states.IN_DOUBT))
    silent: set[str] = set()
    for attempt in doubtful.select_related("charge").order_by("touched_at")[:200]:
        if attempt.provider not in silent:
            Attempt.objects.filter(pk=attempt.pk).update(touched_at=now)
            settled += _settled(lambda a=attempt: settling.ask(a, give_up=a.created_at < now - OPEN_FOR), attempt, silent)
    for row in Refund.objects.select_related("attempt").exclude(attempt__provider=ledger.COUNTER).filter(
            Q(created_at__lt=before) | Q(created_at__gt=now), state="asked").order_by("created_at")[:200]:
        if row.attempt.provider not in silent:
            settled += _settled(lambda r=row: bool(settling.give_back(settling.RECONCILE, r)), row.attempt, silent)
    return settled


def _settled(ask: Callable[[], int], attempt: Attempt, silent: set[str]) -> int:
    """A provider that does not answer is asked no more in this round: each question may wait for long."""
    try:
        return int(ask())
    except Unavailable:
        silent.add(attempt.provider)
        return 0
    except Refusal:
        return 1
    except Exception:
        logger.exception("reconcile")
        return 0


def _own(actor: Actor, charge_id: Any) -> Charge:
    row = Charge.objects.select_for_update().filter(pk=charge_id, account_id=actor.id).first() \
        if actor.kind == "resident" else None
    if row is None:
        raise NotFound("charge")
    return row
