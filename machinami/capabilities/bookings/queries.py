"""What is free, what somebody has booked, who comes today."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.bookings import calendars
from machinami.capabilities.bookings.actions import owns
from machinami.capabilities.bookings.calendars import feed  # noqa: F401 - this is its door
from machinami.capabilities.bookings.links import invited  # noqa: F401 - this is its door
from machinami.capabilities.bookings.models import Application, Booking, Lottery, Resource, Slot
from machinami.capabilities.bookings.rows import (
    application_row,
    booking_row,
    lottery_row,
    resource_row,
    timetable,
)
from machinami.capabilities.bookings.timetable import at, named
from machinami.capabilities.bookings.types import (
    LIVE,
    ApplicationRow,
    BookingRow,
    DeskRow,
    DrawRecord,
    LotteryRow,
    ResourceRow,
    SlotRow,
)
from machinami.capabilities.identity import queries as identity
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound
from machinami.foundation.pages import Page

PURPOSE = "予約した人を迎える"


def resources() -> list[ResourceRow]:
    """What can be booked."""
    return [r for r in every_resource() if r.open]


def every_resource() -> list[ResourceRow]:
    """Closed ones, too, for the desk."""
    return [resource_row(r) for r in Resource.objects.order_by("section", "code")]


def resource(code: str) -> ResourceRow:
    """By code or id. :raises NotFound: for none of that name."""
    return resource_row(_resource(code))


def _resource(code: Any) -> Resource:
    name = str(code)
    row = Resource.objects.filter(Q(pk=name) if len(name) == 36 and name.count("-") == 4 else Q(code=name)).first()
    if row is None:
        raise NotFound("resource")
    return row


def slots(*, resource_id: Any, since: date, days: int = 7) -> list[SlotRow]:
    """All slots of some days (31 at most), from the timetable and what is taken of it; in order."""
    row, days = _resource(resource_id), min(31, max(1, days))
    begin, end = at(since, time.min), at(since + timedelta(days=days), time.min)
    found = {s.starts_at: s for n in range(days) for s in timetable(row, begin, end).slots(since + timedelta(days=n))} \
        if row.closed_at is None else {}
    lotteries = list(Lottery.objects.filter(resource=row, drawn_at=None, slots_from__lt=end, slots_until__gt=begin))
    asked = {s.starts_at: s for s in Slot.objects.filter(resource=row, starts_at__gte=begin, starts_at__lt=end).annotate(
        in_line=Count("bookings", filter=Q(bookings__state="waiting")))}
    edge = timezone.now() + timedelta(minutes=row.lead_minutes)
    result = []
    for start in sorted(found):
        there, known = found[start], asked.get(start)
        capacity, taken, waiting = (known.capacity, known.taken, known.in_line) if known else (there.capacity, 0, 0)
        by_lot = any(x.slots_from <= start < x.slots_until for x in lotteries)
        result.append(SlotRow(starts_at=start, ends_at=there.ends_at, capacity=capacity, taken=taken, waiting=waiting,
                              state=_state(start <= edge, by_lot, capacity, capacity - taken)))
    return result


def _state(past: bool, by_lot: bool, capacity: int, free: int) -> str:
    if past or not capacity:
        return "past" if past else "closed"
    if by_lot:
        return "lottery"
    return "full" if free <= 0 else "few" if free * 5 <= capacity else "free"


def free_slots(*, resource_id: Any, since: date, days: int = 14, page: int = 1, size: int = 50) -> Page[SlotRow]:
    """Only those with a free place."""
    found = [s for s in slots(resource_id=resource_id, since=since, days=days) if s.state in ("free", "few")]
    return Page(found[(page - 1) * size: page * size], page, size, len(found))


def booking(*, actor: Actor, booking_id: Any) -> BookingRow:
    """One's own, by sign-in or by the link of a letter; or one of the section's. :raises NotFound: for another's."""
    row = Booking.objects.select_related("slot__resource").filter(pk=booking_id).first()
    if row is None or not (owns(actor, row) or actor.may("bookings.view", section=row.slot.resource.section)):
        raise NotFound("booking")
    return booking_row(row, ahead=_ahead(row))


def _ahead(row: Booking) -> int:
    if row.state != "waiting":
        return 0
    return Booking.objects.filter(slot=row.slot_id, state="waiting", number__lt=row.number).count()


def my_bookings(*, actor: Actor, past: bool = False, page: int = 1, size: int = 20) -> Page[BookingRow]:
    """Of a signed-in resident: what is to come, the next first; or what was, the last first."""
    if actor.kind != "resident":
        return Page([], page, size, 0)
    mine = Q(account_id=actor.id) | (Q(person_id=actor.person_id) if actor.person_id else Q())
    rows = Booking.objects.select_related("slot__resource").filter(mine)
    now = Q(state__in=LIVE, slot__ends_at__gt=timezone.now())
    rows = rows.exclude(now).order_by("-slot__starts_at", "-pk") if past else rows.filter(now).order_by("slot__starts_at", "pk")
    return Page([booking_row(r, ahead=_ahead(r)) for r in rows[(page - 1) * size: page * size]], page, size, rows.count())


def day_list(*, actor: Actor, resource_id: Any, day: date) -> list[DeskRow]:
    """Who comes on a day, for the section's desk; the reading is on record.

    :raises NotAllowed: without ``bookings.view`` in the resource's section.
    """
    row = _resource(resource_id)
    actor.require("bookings.view", section=row.section)
    record_read(actor=actor, verb="bookings.day_list", subject=f"bookings.Resource:{row.pk}", purpose=PURPOSE, section=row.section,
                detail={"day": day.isoformat()})
    begin = at(day, time.min)
    rows = Booking.objects.filter(slot__resource=row, slot__starts_at__gte=begin, slot__starts_at__lt=begin + timedelta(days=1),
                                  state__in=(*LIVE, "attended", "no_show")).order_by("slot__starts_at", "number")
    names = rows.annotate(name=F("account__name"), full=F("person__full_name"), starts_at=F("slot__starts_at"))
    return [DeskRow(id=str(b.pk), starts_at=b.starts_at, name=b.full or b.name or "", state=b.state, number=b.number) for b in names]


def lotteries(*, resource_id: Any = None) -> list[LotteryRow]:
    """Lotteries with their commitments, and their seeds once drawn; public. The newest first."""
    rows = Lottery.objects.filter(resource=resource_id) if resource_id else Lottery.objects.all()
    counted = rows.annotate(number=Count("applications", filter=~Q(applications__state="withdrawn")))
    return [lottery_row(r, r.number) for r in counted.order_by("-draw_at", "-pk")[:200]]


def my_application(*, actor: Actor, lottery_id: Any) -> ApplicationRow | None:
    if actor.kind != "resident":
        return None
    holder = f"person:{actor.person_id}" if actor.person_id else f"account:{actor.id}"
    row = Application.objects.filter(lottery=lottery_id, holder=holder).first()
    return application_row(row) if row else None


def draw_record(lottery_id: Any) -> DrawRecord:
    """Everything to draw again with: public once it is drawn. :raises Conflict: before."""
    row = Lottery.objects.filter(pk=lottery_id).first()
    if row is None:
        raise NotFound("lottery")
    if row.drawn_at is None:
        raise Conflict("抽選の前です", code="not_drawn")
    rows = Application.objects.filter(lottery=row).exclude(rank=None).order_by("rank")
    return DrawRecord(lottery_id=str(row.pk), commitment=row.commitment, seed=row.revealed, places=row.places, applications=[
        {"id": str(a.pk), "choices": a.choices, "won": named(a.won) if a.won else None} for a in rows])



def invitation(*, actor: Actor, booking_id: Any, language: str = "ja") -> bytes:
    """One's own booking as an iCalendar file: what holds is asked for (REQUEST), what is over is taken back (CANCEL)."""
    row = Booking.objects.select_related("slot__resource").filter(pk=booking_id).first()
    if row is None or not owns(actor, row):
        raise NotFound("booking")
    return calendars.invitation(row, email=identity.email_of(row.account_id) if row.account_id else "", language=language)


def feed_token(*, actor: Actor, resource_id: Any = None) -> str:
    """For the address of a feed: of the resident's own bookings, or of a resource's for its section's staff."""
    if resource_id is None:
        if actor.kind != "resident":
            raise NotFound("feed")
        return calendars.token_of("account", actor.id)
    row = _resource(resource_id)
    actor.require("bookings.view", section=row.section)
    return calendars.token_of("resource", row.pk)
