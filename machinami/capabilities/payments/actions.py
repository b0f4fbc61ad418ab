"""Asking for money, taking it once, giving it back.

What talks to a provider is written down before it is asked and settled after, in two transactions: a crash
between them leaves a row in doubt, and :func:`reconcile` asks the provider what became of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.payments import ledger, settling, states
from machinami.capabilities.payments.models import Attempt, Charge, Refund
from machinami.capabilities.payments.ports import Order, Unavailable, Untrusted, provider
from machinami.capabilities.payments.rows import charge_row
from machinami.capabilities.payments.types import ChargeRow, Redirect
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor, system
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.money import yen

OPEN = ("started", "authorised", "capturing", "captured", "cancelling")


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
            _note(actor, "charge", known, amount=amount)
    return charge_row(known)


@action("payments.own", atomic=False)
def begin(*, actor: Actor, charge_id: Any, provider: str, method: str, return_url: str,
          idempotency_key: str) -> Redirect:
    """Start paying; a charge with an open attempt goes on with that one (no second payment).

    :raises Conflict: when it is paid or cancelled already.
    """
    from machinami.capabilities.payments.ports import provider as find

    with transaction.atomic():
        row = _own(actor, charge_id)
        attempt = row.attempts.filter(state__in=OPEN).first()
        if row.state != "due" or (attempt and attempt.state != "started"):
            raise Conflict(Text(ja="この支払いは受け付けています。もう一度払わないでください", en="This payment is already under way. Please do not pay again.",
                                zh="该付款已受理。请勿重复支付。", ko="이 납부는 이미 접수되었습니다. 다시 납부하지 마세요.",
                                easy="この しはらいは うけつけています。もう はらわないで ください"), code="already")
        if attempt is None:
            attempt = Attempt.objects.create(charge=row, provider=provider, method=method, return_url=return_url,
                                             idempotency_key=f"{row.pk}:{row.attempts.count()}")
    if not attempt.redirect_url:
        started = find(attempt.provider).begin(Order(
            str(attempt.pk), row.amount, Text.of(row.title).ja, attempt.method, attempt.return_url,
            f"{settings.BASE_URL}/api/payments/{attempt.provider}/callback"))
        Attempt.objects.filter(pk=attempt.pk).update(reference=started.reference, redirect_url=started.redirect_url)
        attempt.redirect_url = started.redirect_url
    return Redirect(attempt.redirect_url, str(attempt.pk))


@action("public", atomic=False)
def provider_callback(*, provider: str, body: bytes, headers: Mapping[str, str]) -> None:
    """A provider's message. :raises Refused: (403) when the signature does not fit; nothing is written."""
    from machinami.capabilities.payments.ports import provider as find

    try:
        news = find(provider).read_callback(body, headers)
    except (Untrusted, KeyError) as error:
        raise Refused("signature", code="untrusted") from error
    settling.hear(news)


@action("payments.own", atomic=False)
def provider_returned(*, actor: Actor, charge_id: Any, query: Mapping[str, str]) -> None:
    """The browser came back with the provider's signed word; settles it if the callback has not yet."""
    row = Charge.objects.filter(pk=charge_id, account_id=actor.id).first()
    attempt = row.attempts.filter(state__in=OPEN).first() if row else None
    if attempt is None:
        return
    try:
        news = provider(attempt.provider).read_return(query)
    except Untrusted:
        return
    if news is not None and news.attempt_id == str(attempt.pk):
        settling.hear(news)


@action("payments.charge", atomic=False)
def capture(*, actor: Actor, charge_id: Any) -> ChargeRow:
    """Take the held money. Again, or after a crash, it is taken once.

    :raises Unavailable: when the provider does not answer: it stays in doubt and ``reconcile`` asks again.
    """
    with transaction.atomic():
        row, attempt = settling.locked(charge_id)
        actor.require("payments.charge", section=row.section)
        if row.state in ("captured", "partly_refunded", "refunded"):
            return charge_row(row)
        attempt.state = states.follow(states.ATTEMPT, "ask_capture", attempt.state)
        attempt.save(update_fields=["state", "touched_at"])
    provider(attempt.provider).capture(attempt.reference, row.amount, f"capture:{attempt.pk}")
    return settling.captured(actor, charge_id)


@action("payments.charge", atomic=False)
def cancel(*, actor: Actor, charge_id: Any, reason: str) -> ChargeRow:
    """Let the charge go, and the held money with it. :raises Conflict: once it is captured (then refund)."""
    with transaction.atomic():
        row, attempt = settling.locked(charge_id)
        actor.require("payments.charge", section=row.section)
        if row.state == "cancelled":
            return charge_row(row)
        states.follow(states.CHARGE, "cancel", row.state)
        if attempt is not None:
            attempt.state = states.follow(states.ATTEMPT, "ask_cancel", attempt.state)
            attempt.reason = reason[:200]
            attempt.save(update_fields=["state", "reason", "touched_at"])
    if attempt is not None:
        provider(attempt.provider).cancel(attempt.reference, f"cancel:{attempt.pk}")
    return settling.cancelled(actor, charge_id, reason)


@action("payments.refund", atomic=False)
def refund(*, actor: Actor, charge_id: Any, amount: int, reason: str, idempotency_key: str) -> ChargeRow:
    """Give back all or part. Same key, once.

    :raises Refused: for more than is left of what was paid.
    """
    with transaction.atomic():
        row, attempt = settling.locked(charge_id)
        actor.require("payments.refund", section=row.section)
        known = Refund.objects.filter(idempotency_key=idempotency_key).first()
        if known is None:
            left = row.amount - sum(r.amount for r in Refund.objects.filter(attempt=attempt)) if attempt else 0
            if row.state not in ("captured", "partly_refunded") or not 0 < yen(amount) <= left:
                raise Refused(f"返せるのは{left:,}円までです。金額を直してください", code="refund_amount")
            known = Refund.objects.create(attempt=attempt, amount=amount, reason=reason[:200],
                                          idempotency_key=idempotency_key)
    if known.state == "asked":
        provider(known.attempt.provider).refund(known.attempt.reference, known.amount, f"refund:{known.pk}")
    return settling.refunded(actor, known.pk)


@action("payments.reconcile", atomic=False)
def reconcile(*, actor: Actor, older_than: float = 20.0) -> int:
    """Ask providers about every attempt in doubt and settle it. Returns how many were settled."""
    actor.require("payments.reconcile")
    before = timezone.now() - timedelta(seconds=older_than)
    settled = 0
    doubtful = Attempt.objects.filter(state__in=("started", "capturing", "cancelling"), touched_at__lt=before)
    for attempt in doubtful.exclude(reference="")[:200]:
        try:
            settled += settling.ask(attempt)
        except Unavailable:
            continue
    for row in Refund.objects.select_related("attempt").filter(state="asked", created_at__lt=before)[:200]:
        try:
            provider(row.attempt.provider).refund(row.attempt.reference, row.amount, f"refund:{row.pk}")
        except Unavailable:
            continue
        settling.refunded(system("payments.reconcile"), row.pk)
        settled += 1
    return settled


def _own(actor: Actor, charge_id: Any) -> Charge:
    row = Charge.objects.select_for_update().filter(pk=charge_id, account_id=actor.id).first() \
        if actor.kind == "resident" else None
    if row is None:
        raise NotFound("charge")
    return row


def _note(actor: Actor, verb: str, row: Charge, **detail: Any) -> None:
    record(actor=actor, verb=f"payments.{verb}", subject=f"payments.Charge:{row.pk}", section=row.section, detail=detail)
