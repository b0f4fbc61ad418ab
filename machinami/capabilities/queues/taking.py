"""Taking a ticket, coming, giving up. Called by actions only."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from machinami.capabilities.queues import lines, ordering, words
from machinami.capabilities.queues.models import Booking, Errand, Office, Series, Ticket, Told
from machinami.capabilities.queues.placing import office_row
from machinami.capabilities.queues.rows import ticket_row
from machinami.capabilities.queues.states import OPEN
from machinami.capabilities.queues.stepping import note, step
from machinami.capabilities.queues.types import TicketRow
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.ids import new_code

#: Tickets of people still on the way, of one office at once: more would tell nothing true about the line.
ON_THE_WAY = 60
#: From so long before the doors open a ticket may be taken by phone.
EARLY = timedelta(minutes=60)
MOST_ERRANDS = 5


def here_code(office: Office, day: date) -> str:
    """Six digits that only the display at the counters shows, other ones each day: who knows them is there."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"queues.here:{office.pk}:{day.isoformat()}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:6]) % 1_000_000:06d}"


def display_key(office: Office) -> str:
    """What stands in the address of the hall's own display."""
    return hmac.new(settings.SECRET_KEY.encode(), f"queues.display:{office.pk}".encode(), hashlib.sha256).hexdigest()[:32]


def is_here(office: Office, typed: str) -> bool:
    return hmac.compare_digest(here_code(office, timezone.localdate()), typed.strip())


def issue(actor: Actor, office: str, errands: Sequence[str], came: str, key: str, booking: str, accessible: bool, here: str, language: str) -> TicketRow:
    row, now = office_row(office), timezone.now()
    if came not in ("walk_in", "booked", "remote"):
        raise Refused(words.CHOOSE, code="came")
    if came != "remote" and not actor.may("queues.serve", section=row.section) and not is_here(row, here):
        raise Refused(words.HERE, code="here", fields={"here": words.HERE})
    known = Ticket.objects.filter(office=row, idempotency_key=key).first()
    if known is not None:
        return ticket_row(known, code=True)
    expected = _booking(row, booking, now) if came == "booked" else None
    wanted = list(errands) or (list(expected.errands) if expected else [])
    letters = dict(Errand.objects.filter(office=row).values_list("code", "letter"))
    if not wanted or len(wanted) > MOST_ERRANDS or set(wanted) - set(letters):
        raise Refused(words.CHOOSE, code="errands", fields={"errands": words.CHOOSE})
    if came == "remote":
        _may_take_remotely(actor, row, now)
    came_at = None if came == "remote" else now
    booked = ordering.kept(now.timestamp(), expected.at.timestamp()) if expected else None
    ticket = Ticket.objects.create(
        office=row, day=timezone.localdate(now), number=_number(row, timezone.localdate(now), letters[wanted[0]]), errands=wanted, errand=wanted[0],
        came=came, issued_at=now, came_at=came_at, lined_at=now, booked_at=expected.at if booked is not None and expected else None,
        rank_at=ordering.rank(now.timestamp(), accessible=accessible), accessible=accessible, code=new_code(20), idempotency_key=key,
        account_id=actor.id if actor.kind == "resident" else None, language=language)
    if expected is not None:
        Booking.objects.filter(pk=expected.pk).update(ticket=ticket)
    note(actor, ticket, "issue", "")
    _tell(row, ticket, now)
    return ticket_row(ticket, code=True)


def _booking(row: Office, key: str, now: datetime) -> Booking:
    found = Booking.objects.filter(office=row, key=key, cancelled=False).first()
    if found is None or timezone.localdate(found.at) != timezone.localdate(now):
        raise Refused("きょうの予約が見つかりません。予約の番号と日を確かめてください", code="booking")
    if found.ticket_id is not None:
        raise Conflict("この予約では、もう番号札を出しています", code="booking_used")
    return found


def closed(row: Office, now: datetime) -> Text | None:
    """Why no ticket can be taken from elsewhere at this hour, or None."""
    local = timezone.localtime(now)
    opens = local.replace(hour=row.opens.hour, minute=row.opens.minute, second=0, microsecond=0)
    if opens - EARLY <= local and local.time() < row.closes:
        return None
    return words.CLOSED.format(opens=f"{row.opens:%H:%M}", closes=f"{row.closes:%H:%M}")


def _may_take_remotely(actor: Actor, row: Office, now: datetime) -> None:
    if (why := closed(row, now)) is not None:
        raise Refused(why, code="closed")
    today = Ticket.objects.filter(office=row, day=timezone.localdate(now), state__in=OPEN)
    if actor.kind == "resident" and (mine := today.filter(account_id=actor.id).first()):
        raise Conflict(words.ONE.format(number=mine.number), code="one")
    if today.filter(came_at=None).count() >= ON_THE_WAY:
        raise Refused(words.FULL, code="full")


def _number(row: Office, day: date, letter: str) -> str:
    """The next of the day, ``A-012``; the row counted up is locked to the end of the transaction, so that no number is given twice."""
    series = Series.objects.filter(office=row, day=day, letter=letter)
    if not series.update(last=F("last") + 1):
        Series.objects.get_or_create(office=row, day=day, letter=letter)
        series.update(last=F("last") + 1)
    return f"{letter}-{series.values_list('last', flat=True)[0]:03d}"


def _tell(row: Office, ticket: Ticket, now: datetime) -> None:
    """Keep the forecast given with the ticket, so that its error can be known. Not of people on the way: when they come is theirs."""
    if ticket.came_at is None or ticket.booked_at is not None:
        return
    wait, simple = lines.forecast_of(row, ticket, now)
    if wait.expected is not None and wait.low is not None and wait.high is not None:
        Told.objects.create(office=row, day=ticket.day, ticket=ticket, errand=ticket.errand, at=now, expected=wait.expected, low=wait.low,
                            high=wait.high, naive=simple, ahead=wait.ahead)


def by_code(code: str) -> Ticket:
    """:raises NotFound:"""
    found = Ticket.objects.select_related("office").filter(code=code.strip().upper()).first()
    if found is None:
        raise NotFound("ticket")
    return found


def arrive(actor: Actor, code: str, here: str) -> TicketRow:
    ticket = by_code(code)
    if not actor.may("queues.serve", section=ticket.office.section) and not is_here(ticket.office, here):
        raise Refused(words.HERE, code="here", fields={"here": words.HERE})
    now = timezone.now()
    if ticket.state == "no_show" and ticket.day == timezone.localdate(now):
        ranks = Ticket.objects.filter(office=ticket.office, day=ticket.day, state="waiting").exclude(came_at=None).values_list("rank_at", flat=True)
        step(actor, ticket, "come_back", rank_at=ordering.back(list(ranks), now.timestamp()), booked_at=None, calls=0,
             counter=None, called_at=None, lined_at=now)
        return ticket_row(ticket)
    if ticket.state not in OPEN or ticket.day != timezone.localdate(now):
        raise Conflict(words.OVER, code="over")
    if Ticket.objects.filter(pk=ticket.pk, came_at=None).update(came_at=now, lined_at=now):
        ticket.came_at = ticket.lined_at = now
        note(actor, ticket, "arrive", ticket.state)
    return ticket_row(ticket)


def give_up(actor: Actor, code: str) -> TicketRow:
    ticket = by_code(code)
    if ticket.state != "given_up":
        step(actor, ticket, "give_up")
    return ticket_row(ticket)


def expect(actor: Actor, office: str, key: str, at: datetime, errands: Sequence[str]) -> None:
    row = office_row(office)
    actor.require("queues.serve", section=row.section)
    if not errands or set(errands) - set(Errand.objects.filter(office=row).values_list("code", flat=True)):
        raise Refused(words.CHOOSE, code="errands", fields={"errands": words.CHOOSE})
    Booking.objects.update_or_create(key=key, defaults={"office": row, "at": at, "errands": list(errands), "cancelled": False})


def expect_no_more(actor: Actor, key: str) -> None:
    found: Any = Booking.objects.select_related("office").filter(key=key).first()
    if found is None:
        raise NotFound("booking")
    actor.require("queues.serve", section=found.office.section)
    Booking.objects.filter(pk=found.pk, ticket=None).update(cancelled=True)
