"""What is written about queues. Each change keeps its event and audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.queues import calling, placing, taking
from machinami.capabilities.queues.models import Counter, CounterEvent, Ticket
from machinami.capabilities.queues.states import OPEN
from machinami.capabilities.queues.stepping import try_step
from machinami.capabilities.queues.types import Came, CounterState, ErrandRow, TicketRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text

# the place

@action("queues.manage")
def put_office(*, actor: Actor, code: str, name: Text, section: str, opens: time, closes: time, errands: Sequence[ErrandRow]) -> str:
    """Make or change a place with its errands; again with the same changes nothing. :raises Refused: hours, errands."""
    return placing.put_office(actor, code, name, section, opens, closes, errands)


@action("queues.manage")
def put_counter(*, actor: Actor, office: str, number: str, errands: Sequence[str]) -> str:
    """Make or change a counter; its id."""
    return placing.put_counter(actor, office, number, errands)


@action("queues.serve")
def set_counter(*, actor: Actor, counter_id: Any, state: CounterState, until: datetime | None = None) -> None:
    """Open it and sit there, go for a break, be away, close it; forecasts follow. :raises Conflict: with somebody in hand."""
    placing.set_counter(actor, counter_id, state, until)


@action("queues.manage")
def plan_away(*, actor: Actor, counter_id: Any, starts: datetime, ends: datetime, reason: str = "") -> None:
    """A break or absence to come. Again from the same start, it is changed."""
    placing.plan_away(actor, counter_id, starts, ends, reason)


@action("queues.manage")
def drop_away(*, actor: Actor, away_id: Any) -> None:
    placing.drop_away(actor, away_id)


# bookings, told from above

@action("queues.serve")
def expect(*, actor: Actor, office: str, key: str, at: datetime, errands: Sequence[str]) -> None:
    """Somebody is booked: ``key`` is the booking's own. Again with the same key, it is moved."""
    taking.expect(actor, office, key, at, errands)


@action("queues.serve")
def expect_no_more(*, actor: Actor, key: str) -> None:
    taking.expect_no_more(actor, key)


# tickets

@action("public")
def issue_ticket(*, actor: Actor, office: str, errands: Sequence[str], came: Came, idempotency_key: str, booking: str = "",
                 accessible: bool = False, here: str = "", language: str = "ja") -> TicketRow:
    """Take a ticket. The same key again is the same ticket.

    Whoever is there (staff at the desk say so, or ``here``: today's digits of the display) waits at once; a ticket taken from
    elsewhere keeps its place and is passed over until :func:`arrive`.

    :raises Refused: ``closed``, ``full``, ``here``, ``errands``, ``booking``. :raises Conflict: ``one`` with an open ticket already.
    """
    return taking.issue(actor, office, errands, came, idempotency_key, booking, accessible, here, language)


@action("public")
def arrive(*, actor: Actor, code: str, here: str = "") -> TicketRow:
    """Say that one is there, also after having missed the call (behind the next two). :raises Refused: ``here`` for wrong digits."""
    return taking.arrive(actor, code, here)


@action("public")
def give_up(*, actor: Actor, code: str) -> TicketRow:
    """Whoever holds the ticket's code needs it no more."""
    return taking.give_up(actor, code)


# at a counter

@action("queues.serve")
def call_next(*, actor: Actor, counter_id: Any, finishing: bool = False) -> TicketRow | None:
    """Call who is next here; None when nobody waits. Pressed twice, it is one call; two counters never get the same ticket.

    :param finishing: whoever is being served is done.
    :raises Conflict: ``in_hand``, ``not_open``.
    """
    return calling.call_next(actor, counter_id, finishing)


@action("queues.serve")
def call_again(*, actor: Actor, counter_id: Any, ticket_id: Any) -> TicketRow:
    return calling.call_again(actor, counter_id, ticket_id)


@action("queues.serve")
def start(*, actor: Actor, counter_id: Any, ticket_id: Any) -> TicketRow:
    """They stand at the counter."""
    return calling.start(actor, counter_id, ticket_id)


@action("queues.serve")
def hold(*, actor: Actor, counter_id: Any, ticket_id: Any) -> TicketRow:
    """They fill something in meanwhile; the counter is free for the next."""
    return calling.hold(actor, counter_id, ticket_id)


@action("queues.serve")
def resume(*, actor: Actor, counter_id: Any, ticket_id: Any) -> TicketRow:
    return calling.resume(actor, counter_id, ticket_id)


@action("queues.serve")
def transfer(*, actor: Actor, counter_id: Any, ticket_id: Any, errand: str) -> TicketRow:
    """Send on to another errand of the place, at the place in line that they came with."""
    return calling.transfer(actor, counter_id, ticket_id, errand)


@action("queues.serve")
def no_show(*, actor: Actor, counter_id: Any, ticket_id: Any) -> TicketRow:
    """Nobody came. :raises Refused: before the second call."""
    return calling.no_show(actor, counter_id, ticket_id)


@action("queues.serve")
def finish(*, actor: Actor, counter_id: Any, ticket_id: Any) -> TicketRow:
    """The errand is done; who has another waits for that one."""
    return calling.finish_one(actor, counter_id, ticket_id)


@action("queues.manage")
def close_day(*, actor: Actor, office: str, day: date | None = None) -> int:
    """End the day's line: what is open lapses, counters close, nobody can be told from a ticket any more. How many lapsed."""
    row, today = placing.office_row(office), timezone.localdate()
    actor.require("queues.manage", section=row.section)
    day = day or today
    if day > today:
        raise Refused("先の日の列は閉じられません", code="day")
    Counter.objects.filter(office=row, ticket__day__lte=day).update(ticket=None)
    lapsed = 0
    for ticket in Ticket.objects.select_related("office", "counter").filter(office=row, day__lte=day, state__in=OPEN):
        lapsed += try_step(actor, ticket, "lapse")
    Ticket.objects.filter(office=row, day__lte=day).exclude(account=None).update(account=None)
    if day == today:
        for counter in Counter.objects.filter(office=row).exclude(state="closed"):
            CounterEvent.objects.create(counter=counter, office=row, at=timezone.now(), state="closed", actor=actor.label[:80])
        Counter.objects.filter(office=row).update(state="closed", until=None, staff="", staff_name="")
    record(actor=actor, verb="queues.close_day", subject=f"queues.Office:{row.pk}", section=row.section, detail={"day": day.isoformat(), "lapsed": lapsed})
    return lapsed
