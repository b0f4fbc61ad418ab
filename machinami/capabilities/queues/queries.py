"""What is asked about queues: by the hall's display, by a ticket's page, by the desk, by who plans."""

from __future__ import annotations

import hmac
from typing import Any
from uuid import UUID

from django.utils import timezone

from machinami.capabilities.queues import lines, taking
from machinami.capabilities.queues.figures import accuracy, congestion, day_figures  # noqa: F401 - this is their door
from machinami.capabilities.queues.forecast import Wait
from machinami.capabilities.queues.models import Counter, CounterEvent, Office, Ticket, TicketEvent
from machinami.capabilities.queues.placing import office_row
from machinami.capabilities.queues.rows import office_of, ticket_row
from machinami.capabilities.queues.states import IN_HAND, OPEN
from machinami.capabilities.queues.taking import by_code
from machinami.capabilities.queues.types import Board, Called, CounterRow, Desk, Following, Minutes, OfficeRow
from machinami.foundation.actors import Actor
from machinami.foundation.changes import Change

#: Numbers on the display.
SHOWN = 9


def offices() -> list[OfficeRow]:
    return [office_of(o) for o in Office.objects.order_by("code")]


def office(code: str) -> OfficeRow:
    """:raises NotFound:"""
    return office_of(office_row(code))


def minutes(wait: Wait | None, off: float | None = None) -> Minutes | None:
    if wait is None:
        return None
    if wait.expected is None or wait.low is None or wait.high is None:
        return Minutes(None, None, None, wait.ahead, off)
    return Minutes(round(wait.expected / 60), int(wait.low // 60), -int(-wait.high // 60), wait.ahead, off)


def follow(code: str) -> Following:
    """What the holder of a ticket's code sees; no sign-in. :raises NotFound:"""
    ticket, now = by_code(code), timezone.now()
    wait = lines.waits(ticket.office, now).get(str(ticket.pk)) if ticket.state == "waiting" and ticket.day == timezone.localdate(now) else None
    return Following(ticket_row(ticket, code=True), office_of(ticket.office), minutes(wait, _off(ticket.office)), now)


def board(code: str) -> Board:
    """The hall's display: public, holds numbers only."""
    row, now = office_row(code), timezone.now()
    today = timezone.localdate(now)
    called = Ticket.objects.select_related("counter").filter(office=row, day=today, state__in=IN_HAND).order_by("-called_at")[:SHOWN]
    found, off, shown = lines.waits(row, now), _off(row), office_of(row)
    return Board(
        office=shown, as_of=now, closed=taking.closed(row, now), waiting=Ticket.objects.filter(office=row, day=today, state="waiting").exclude(came_at=None).count(),
        called=tuple(Called(t.number, t.counter.number if t.counter else "", t.called_at or now, t.calls) for t in called),
        waits=tuple((e, m) for e in shown.errands if (m := minutes(found.get(f"{lines.NOBODY} {e.code}"), off))))


def here_code(*, actor: Actor, office: str) -> str:
    """Today's digits, for the display at the counters and the desk. :raises NotAllowed:"""
    row = office_row(office)
    actor.require("queues.view", section=row.section)
    return taking.here_code(row, timezone.localdate())


def display_key(*, actor: Actor, office: str) -> str:
    """What lets the hall's own display show the digits; part of its address. :raises NotAllowed:"""
    row = office_row(office)
    actor.require("queues.view", section=row.section)
    return taking.display_key(row)


def display_digits(office: str, key: str) -> str:
    """Today's digits for who has the display's key; blank for others."""
    row = office_row(office)
    return taking.here_code(row, timezone.localdate()) if hmac.compare_digest(taking.display_key(row).encode(), key.encode()) else ""


def desk(*, actor: Actor, office: str) -> Desk:
    """:raises NotAllowed:"""
    row, now = office_row(office), timezone.now()
    actor.require("queues.view", section=row.section)
    found, off = lines.waits(row, now), _off(row)
    tickets = list(Ticket.objects.select_related("counter").filter(office=row, day=timezone.localdate(now), state__in=OPEN))
    held: dict[Any, list[Ticket]] = {}
    for t in tickets:
        if t.state == "held":
            held.setdefault(t.counter_id, []).append(t)
    in_hand = {t.pk: t for t in tickets}
    counters = tuple(CounterRow(str(c.pk), c.number, c.state, tuple(c.errands), c.staff_name, c.until,
                                ticket_row(in_hand[c.ticket_id]) if c.ticket_id in in_hand else None, tuple(ticket_row(t) for t in held.get(c.pk, ())))
                     for c in Counter.objects.filter(office=row).order_by("position"))
    waiting = sorted((t for t in tickets if t.state == "waiting"), key=lambda t: t.rank_at)
    return Desk(office_of(row), counters, tuple((ticket_row(t, code=True), minutes(found.get(str(t.pk)), off)) for t in waiting),
                tuple(ticket_row(t, code=True) for t in tickets if t.state == "no_show"))


def may_see(actor: Actor) -> list[OfficeRow]:
    """The places whose queues a member of staff may look at."""
    return [office_of(o) for o in Office.objects.order_by("code") if actor.may("queues.view", section=o.section)]


def _off(row: Office) -> float | None:
    found = accuracy(office=row.code, days=30)
    return found.mean_error if found.number >= 20 else None


def changes(*, since: UUID) -> list[Change]:
    """What happened at the counters, for the event stream: ids of offices and tickets only."""
    steps = TicketEvent.objects.filter(pk__gte=since).values_list("id", "ticket_id", "office__code", "office__section", "actor", "ticket__account_id")
    counters = CounterEvent.objects.filter(pk__gte=since).values_list("id", "office__code", "office__section", "actor")
    return [*(Change(id=key, kind="queue", subject=code, account=str(account or ""), section=section, actor="") for key, _, code, section, _, account in steps),
            *(Change(id=key, kind="queue", subject=code, account="", section=section, actor="") for key, code, section, _ in counters)]


def left_open(code: str) -> bool:
    """Whether a day before today was not closed."""
    past = Ticket.objects.filter(office__code=code, day__lt=timezone.localdate())
    return past.filter(state__in=OPEN).exists() or past.exclude(account=None).exists()
