"""One step of a charge, an attempt or a refund: followed in the state table, saved, kept in history, audited."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.payments import states
from machinami.capabilities.payments.models import Attempt, Charge, ChargeEvent, Refund
from machinami.foundation.actors import Actor


def move_charge(actor: Actor, charge: Charge, verb: str, *, also: tuple[str, ...] = (), **detail: Any) -> None:
    """:raises Conflict: where the step is not allowed; nothing was written."""
    before, charge.state = charge.state, states.follow(states.CHARGE, verb, charge.state)
    charge.save(update_fields=["state", *also])
    note(actor, charge, verb, before, charge.state, **detail)


def move_attempt(actor: Actor, charge: Charge, attempt: Attempt, verb: str, *, reason: str | None = None) -> None:
    """:raises Conflict: where the step is not allowed; nothing was written."""
    before, attempt.state = attempt.state, states.follow(states.ATTEMPT, verb, attempt.state)
    if reason is not None:
        attempt.reason = reason[:200]
    attempt.save(update_fields=["state", "reason", "touched_at"])
    note(actor, charge, f"attempt.{verb}", before, attempt.state, attempt=str(attempt.pk),
         provider=attempt.provider, **({"reason": attempt.reason} if reason else {}))


def move_refund(actor: Actor, charge: Charge, refund: Refund, verb: str) -> None:
    """:raises Conflict: where the step is not allowed; nothing was written."""
    before, refund.state = refund.state, states.follow(states.REFUND, verb, refund.state)
    refund.save(update_fields=["state"])
    note(actor, charge, f"refund.{verb}", before, refund.state, refund=str(refund.pk), amount=refund.amount)


def note(actor: Actor, charge: Charge, verb: str, before: str, after: str, **detail: Any) -> None:
    """Append to the charge's history and to the audit record, in the caller's transaction."""
    ChargeEvent.objects.create(charge=charge, at=timezone.now(), actor=actor.label[:80], actor_name=actor.name[:160],
                               verb=verb, before=before, after=after, detail=detail)
    record(actor=actor, verb=f"payments.{verb}", subject=f"payments.Charge:{charge.pk}", section=charge.section,
           detail={"before": before, "after": after, **detail})
