"""From tables to the types of the doors."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from machinami.capabilities.bookings.models import (
    Application,
    Booking,
    Lottery,
    OpeningRule,
    Resource,
    SpecialDay,
)
from machinami.capabilities.bookings.timetable import HERE, Timetable
from machinami.capabilities.bookings.types import (
    LIVE,
    ApplicationRow,
    BookingRow,
    LotteryRow,
    Opening,
    ResourceRow,
    Span,
)
from machinami.foundation.i18n import Text

SETTINGS = ("minutes", "capacity", "ahead_days", "lead_minutes", "cancel_minutes", "offer_minutes", "per_person")


def timetable(resource: Resource, since: datetime, until: datetime) -> Timetable:
    """What holds on the days from ``since`` to ``until``."""
    first, last = since.astimezone(HERE).date(), until.astimezone(HERE).date()
    rules = OpeningRule.objects.filter(Q(valid_until=None) | Q(valid_until__gte=first), resource=resource, valid_from__lte=last)
    special = SpecialDay.objects.filter(resource=resource, day__gte=first, day__lte=last)
    return Timetable(
        minutes=resource.minutes, capacity=resource.capacity, calendar=resource.calendar,
        openings=[Opening(weekday=r.weekday, begins=r.begins, ends=r.ends, valid_from=r.valid_from, valid_until=r.valid_until,
                          capacity=r.capacity) for r in rules],
        special={s.day: [Span(begins=time.fromisoformat(b), ends=time.fromisoformat(e), capacity=c) for b, e, c in s.spans]
                 for s in special})


def resource_row(row: Resource) -> ResourceRow:
    return ResourceRow(id=str(row.pk), code=row.code, section=row.section, kind=row.kind, title=Text.of(row.title),
                       place=Text.of(row.place), open=row.closed_at is None, **{name: getattr(row, name) for name in SETTINGS})


def may_cancel(booking: Booking, resource: Resource, now: datetime | None = None) -> bool:
    """Who only waits or is offered a place gives it back at any time."""
    left = booking.slot.starts_at - (now or timezone.now())
    if booking.state == "booked":
        return left >= timedelta(minutes=resource.cancel_minutes)
    return booking.state in LIVE and left > timedelta()


def booking_row(row: Booking, *, ahead: int = 0) -> BookingRow:
    """The row's slot and resource are read already."""
    slot, resource = row.slot, row.slot.resource
    return BookingRow(
        id=str(row.pk), resource_id=str(resource.pk), section=resource.section, title=Text.of(resource.title),
        place=Text.of(resource.place), starts_at=slot.starts_at, ends_at=slot.ends_at, state=row.state, number=row.number,
        sequence=row.sequence, ahead=ahead, offered_until=row.offered_until if row.state == "offered" else None,
        instead_of=str(row.instead_of_id) if row.instead_of_id else None, wants_earlier=row.wants_earlier,
        may_cancel=may_cancel(row, resource))


def lottery_row(row: Lottery, applications: int) -> LotteryRow:
    same: dict[str, Any] = {name: getattr(row, name) for name in (
        "slots_from", "slots_until", "applications_from", "applications_until", "draw_at", "commitment", "drawn_at")}
    return LotteryRow(id=str(row.pk), resource_id=str(row.resource_id), title=Text.of(row.title), seed=row.revealed,
                      applications=applications, **same)


def application_row(row: Application) -> ApplicationRow:
    return ApplicationRow(id=str(row.pk), lottery_id=str(row.lottery_id), choices=tuple(map(datetime.fromisoformat, row.choices)),
                          state=row.state, rank=row.rank, won=row.won)
