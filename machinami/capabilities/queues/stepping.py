"""One step of a ticket: one conditional update, its event, its audit record; what was learnt from it is kept without anybody in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.queues.models import Served, Ticket, TicketEvent, Told
from machinami.capabilities.queues.states import STEPS
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict

_MOVED = "この番号札は、ほかの窓口か本人の操作で状態が変わりました。画面を新しくして確かめてください"


def try_step(actor: Actor, ticket: Ticket, verb: str, **changes: Any) -> bool:
    """Take the step if nobody else did: exactly one of those who try at once succeeds."""
    allowed, after = STEPS[verb]
    before = ticket.state
    if before not in allowed or not Ticket.objects.filter(pk=ticket.pk, state=before).update(state=after, **changes):
        return False
    ticket.state = after
    for name, value in changes.items():
        setattr(ticket, name, value)
    note(actor, ticket, verb, before)
    return True


def step(actor: Actor, ticket: Ticket, verb: str, **changes: Any) -> None:
    """:raises Conflict: where the ticket has moved on, or its state does not allow the step."""
    if not try_step(actor, ticket, verb, **changes):
        raise Conflict(_MOVED, code="moved")


def note(actor: Actor, ticket: Ticket, verb: str, before: str) -> None:
    TicketEvent.objects.create(ticket=ticket, office_id=ticket.office_id, day=ticket.day, at=timezone.now(), verb=verb, before=before, after=ticket.state,
                               counter=ticket.counter.number if ticket.counter else "", errand=ticket.errand, actor=actor.label[:80])
    record(actor=actor, verb=f"queues.{verb}", subject=f"queues.Ticket:{ticket.pk}", section=ticket.office.section, detail={"number": ticket.number})


def learn(ticket: Ticket, ended: datetime, *, showed: bool = True) -> None:
    """How long the present errand took, for forecasts. The ticket is at a counter, or held."""
    if ticket.called_at is None:
        return
    counter, end = ticket.counter.number if ticket.counter else "", ticket.held_at or ended
    occupied = max(0.0, (end - ticket.called_at).total_seconds() - ticket.held_seconds)
    Served.objects.create(
        office_id=ticket.office_id, day=ticket.day, errand=ticket.errand, counter=counter, called_at=ticket.called_at, showed=showed,
        waited=max(0.0, (ticket.called_at - ticket.lined_at).total_seconds()), occupied=occupied, first=ticket.stage == 0,
        gap=ticket.gap)


def called(ticket: Ticket) -> None:
    """The forecast of this ticket came true, or not."""
    if ticket.stage == 0 and ticket.called_at is not None and ticket.came_at is not None:
        waited = max(0.0, (ticket.called_at - ticket.came_at).total_seconds())
        Told.objects.filter(ticket=ticket, waited=None).update(waited=waited)
