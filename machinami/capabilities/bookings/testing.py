"""Something to book, and people who book, for tests."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from machinami.capabilities.bookings import actions
from machinami.capabilities.bookings.models import Booking
from machinami.capabilities.bookings.timetable import HERE
from machinami.capabilities.bookings.types import BookingRow, Opening, ResourceRow
from machinami.capabilities.identity.testing import many as people  # noqa: F401 - who books here
from machinami.foundation.actors import Actor, system
from machinami.foundation.i18n import Text

SYSTEM = system("test")
ALL_DAY = tuple(Opening(weekday=n, begins=time(9), ends=time(17), valid_from=date(2020, 1, 1)) for n in range(7))


def counter(*, capacity: int = 1, code: str = "moving-counter", **more: Any) -> ResourceRow:
    """A counter open every day from nine to five, in slots of half an hour unless told otherwise."""
    values: dict[str, Any] = {"minutes": 30, "openings": ALL_DAY, "calendar": "", "per_person": 0, "kind": "counter", **more}
    return actions.open_resource(actor=SYSTEM, code=code, section="residents", title=Text.of(TITLE), place=Text.of(PLACE),
                                 capacity=capacity, **values)


TITLE = {"ja": "引越しの窓口", "easy": "ひっこしの まどぐち", "en": "Moving counter", "zh": "搬家窗口", "ko": "이사 창구"}
PLACE = {"ja": "東棟1階", "easy": "東棟1階", "en": "East Building, 1st floor", "zh": "东栋1楼", "ko": "동관 1층"}


def slot(days: int = 3, hour: int = 10, minute: int = 0) -> datetime:
    """A moment some days from today on the ward's clock."""
    day = timezone.localdate() + timedelta(days=days)
    return datetime.combine(day, time(hour, minute), tzinfo=HERE)


def book(actor: Actor, resource: ResourceRow, starts_at: datetime, **more: Any) -> BookingRow:
    key = more.pop("idempotency_key", f"{actor.id}:{starts_at.isoformat()}")
    return actions.book(actor=actor, resource_id=resource.id, starts_at=starts_at, idempotency_key=key, **more)


def states(starts_at: datetime) -> list[str]:
    """States of a slot's bookings, in the order of arrival."""
    return list(Booking.objects.filter(slot__starts_at=starts_at).order_by("number").values_list("state", flat=True))


def run_out(booking_id: Any) -> None:
    """As if the time to answer an offer were over."""
    Booking.objects.filter(pk=booking_id).update(offered_until=timezone.now() - timedelta(seconds=1))
