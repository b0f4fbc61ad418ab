"""At a counter: call, serve, hold, send on, finish. Called by actions only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from machinami.capabilities.queues import ordering
from machinami.capabilities.queues.models import Counter, Errand, Ticket
from machinami.capabilities.queues.placing import locked
from machinami.capabilities.queues.rows import ticket_row
from machinami.capabilities.queues.states import IN_HAND
from machinami.capabilities.queues.stepping import called, learn, step, try_step
from machinami.capabilities.queues.types import TicketRow
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text

#: Calls before somebody is taken as not there.
CALLS = 2


def at(actor: Actor, counter_id: Any) -> Counter:
    """The counter, locked. :raises NotAllowed:"""
    counter = locked(counter_id)
    actor.require("queues.serve", section=counter.office.section)
    return counter


def of(counter: Counter, ticket_id: Any) -> Ticket:
    """A ticket that this counter has called. :raises Conflict: when another has it, or it has gone on."""
    ticket = Ticket.objects.select_related("office", "counter").filter(pk=ticket_id, office_id=counter.office_id).first()
    if ticket is None:
        raise NotFound("ticket")
    if ticket.counter_id != counter.pk:
        raise Conflict("この番号札は、この窓口のものではなくなっています。画面を新しくして確かめてください", code="moved")
    return ticket


def candidates(counter: Counter, now: datetime) -> list[Ticket]:
    """Who could be called here, the next first. People on the way are passed over and keep their place."""
    rows = Ticket.objects.select_related("office").filter(
        office_id=counter.office_id, day=timezone.localdate(now), state="waiting", errand__in=counter.errands).exclude(came_at=None)
    return sorted(rows.order_by("id"), key=lambda t: ordering.key(t.rank_at, t.booked_at.timestamp() if t.booked_at and t.stage == 0 else None,
                                                                  now.timestamp()))


def call_next(actor: Actor, counter_id: Any, finishing: bool) -> TicketRow | None:
    counter, now = at(actor, counter_id), timezone.now()
    if counter.ticket_id is not None:
        present = of(counter, counter.ticket_id)
        if present.state == "called":
            return ticket_row(present)
        if not finishing:
            raise Conflict("応対中の人がいます。終えるか、保留にしてから呼んでください", code="in_hand")
        finish(actor, counter, present)
    if counter.state != "open":
        raise Conflict("この窓口は開いていません。窓口を開けてから呼んでください", code="not_open")
    for ticket in candidates(counter, now):
        ticket.counter, free = counter, counter.free_since
        gap = (now - free).total_seconds() if free and ticket.lined_at <= free <= now else None
        if try_step(actor, ticket, "call", counter=counter, gap=gap, called_at=now, calls=1, held_seconds=0.0, held_at=None):
            Counter.objects.filter(pk=counter.pk).update(ticket=ticket)
            called(ticket)
            return ticket_row(ticket)
    return None


def call_again(actor: Actor, counter_id: Any, ticket_id: Any) -> TicketRow:
    counter = at(actor, counter_id)
    ticket = of(counter, ticket_id)
    step(actor, ticket, "call_again", calls=ticket.calls + 1)
    return ticket_row(ticket)


def start(actor: Actor, counter_id: Any, ticket_id: Any) -> TicketRow:
    ticket = of(at(actor, counter_id), ticket_id)
    if ticket.state != "serving":
        step(actor, ticket, "start", started_at=timezone.now())
    return ticket_row(ticket)


def hold(actor: Actor, counter_id: Any, ticket_id: Any) -> TicketRow:
    counter = at(actor, counter_id)
    ticket = of(counter, ticket_id)
    if ticket.state != "held":
        step(actor, ticket, "hold", held_at=timezone.now())
        _leave(counter)
    return ticket_row(ticket)


def resume(actor: Actor, counter_id: Any, ticket_id: Any) -> TicketRow:
    counter, now = at(actor, counter_id), timezone.now()
    ticket = of(counter, ticket_id)
    if counter.ticket_id == ticket.pk:
        return ticket_row(ticket)
    if counter.ticket_id is not None:
        raise Conflict("応対中の人がいます。終えるか、保留にしてから続けてください", code="in_hand")
    away = (now - ticket.held_at).total_seconds() if ticket.held_at else 0.0
    step(actor, ticket, "resume", held_at=None, held_seconds=ticket.held_seconds + away)
    Counter.objects.filter(pk=counter.pk).update(ticket=ticket)
    return ticket_row(ticket)


def transfer(actor: Actor, counter_id: Any, ticket_id: Any, errand: str) -> TicketRow:
    """The present errand ends here and another one follows at once; the place in line is kept."""
    counter = at(actor, counter_id)
    ticket = of(counter, ticket_id)
    if not Errand.objects.filter(office_id=counter.office_id, code=errand).exists() or errand == ticket.errand:
        raise Refused("引き継ぐ先の用件を選んでください", code="errand", fields={"errand": Text(ja="引き継ぐ先の用件を選んでください")})
    errands = [*ticket.errands[:ticket.stage + 1], errand, *ticket.errands[ticket.stage + 1:]]
    _go_on(actor, counter, ticket, "transfer", errands)
    return ticket_row(ticket)


def no_show(actor: Actor, counter_id: Any, ticket_id: Any) -> TicketRow:
    counter = at(actor, counter_id)
    ticket = of(counter, ticket_id)
    if ticket.calls < CALLS:
        raise Refused(f"{CALLS}回呼んでから、不在にしてください", code="calls")
    learn(ticket, timezone.now(), showed=False)
    step(actor, ticket, "no_show")
    _leave(counter)
    return ticket_row(ticket)


def finish_one(actor: Actor, counter_id: Any, ticket_id: Any) -> TicketRow:
    counter = at(actor, counter_id)
    ticket = of(counter, ticket_id)
    if ticket.state != "done":
        finish(actor, counter, ticket)
    return ticket_row(ticket)


def finish(actor: Actor, counter: Counter, ticket: Ticket) -> None:
    """The present errand is done; who has another goes back into the line for it, at the place they came with."""
    if ticket.stage + 1 < len(ticket.errands):
        _go_on(actor, counter, ticket, "next_errand", ticket.errands)
        return
    in_hand = ticket.state in IN_HAND
    learn(ticket, timezone.now())
    step(actor, ticket, "finish")
    if in_hand:
        _leave(counter)


def _go_on(actor: Actor, counter: Counter, ticket: Ticket, verb: str, errands: list[str]) -> None:
    in_hand, now = ticket.state in IN_HAND, timezone.now()
    learn(ticket, now)
    step(actor, ticket, verb, errands=errands, stage=ticket.stage + 1, errand=errands[ticket.stage + 1], counter=None, calls=0, called_at=None,
         started_at=None, held_at=None, held_seconds=0.0, lined_at=now)
    if in_hand:
        _leave(counter)


def _leave(counter: Counter) -> None:
    counter.ticket, counter.free_since = None, timezone.now()
    Counter.objects.filter(pk=counter.pk).update(ticket=None, free_since=counter.free_since)
