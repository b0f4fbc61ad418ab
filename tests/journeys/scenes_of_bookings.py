"""Pages of bookings in every state, of a week, of lotteries before and after the draw."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from machinami.capabilities.bookings import actions, links, testing
from machinami.capabilities.bookings.models import Booking, Lottery
from machinami.foundation.i18n import Text

TEN = testing.slot(days=5)
_TITLE = Text(ja="スマートフォン講座の抽選", easy="スマホの くじ", en="Lottery for the smartphone course", zh="智能手机讲座抽签", ko="스마트폰 강좌 추첨")


@cache
def _lotteries() -> list[str]:
    """One that is open, one that is drawn."""
    course, now = testing.counter(code="scenes-course", kind="course", capacity=2), timezone.now()
    found = []
    for days in (20, 30):
        row = actions.open_lottery(
            actor=testing.SYSTEM, resource_id=course.id, title=_TITLE, slots_from=testing.slot(days=days), slots_until=testing.slot(days=days, hour=12),
            applications_from=now - timedelta(days=1), applications_until=now + timedelta(days=1), draw_at=now + timedelta(days=2))
        found.append(row.id)
    return found


def anybodys() -> Iterator[str]:
    counter = testing.counter(code="scenes-counter", capacity=1)
    for n, person in enumerate(testing.people(3, "scenes")):
        testing.book(person, counter, testing.slot(days=1 + n, hour=9 + n))
    yield from ("bookings/", "bookings/scenes-counter/", "bookings/scenes-counter/?from=2999-01-01", "bookings/scenes-course/")
    yield from (f"bookings/lotteries/{key}/" for key in _lotteries())


def residents(hanako: Any) -> Iterator[tuple[str, int]]:
    """(path, status)"""
    counter, (other,) = testing.counter(code="scenes-mine", capacity=1), testing.people(1, "scenes-other")
    first = testing.book(other, counter, TEN)
    offered = testing.book(hanako, counter, TEN)
    actions.cancel(actor=other, booking_id=first.id)
    eleven = testing.slot(days=5, hour=11)
    testing.book(other, counter, eleven)
    waiting, booked = testing.book(hanako, counter, eleven), testing.book(hanako, counter, testing.slot(days=6))
    late, gone = testing.book(hanako, counter, testing.slot(days=7)), testing.book(hanako, counter, testing.slot(days=8))
    actions.cancel(actor=hanako, booking_id=gone.id)
    for row in (offered, waiting, booked, late, gone):
        yield f"my/bookings/{row.id}/", 200
    yield f"bookings/at/{links.token(booked.id)}/", 200
    yield "my/bookings/", 200
    yield f"bookings/scenes-mine/book/?at={testing.slot(days=6, hour=12):%Y-%m-%dT%H:%M}", 200
    yield f"bookings/scenes-mine/book/?at={eleven:%Y-%m-%dT%H:%M}", 200
    before, drawn = _lotteries()
    for key in (before, drawn):
        start = testing.slot(days=20 if key == before else 30)
        actions.apply_for_lottery(actor=hanako, lottery_id=key, choices=[start])
    now = timezone.now()
    Lottery.objects.filter(pk=drawn).update(applications_from=now - timedelta(days=3), applications_until=now - timedelta(days=2),
                                            draw_at=now - timedelta(days=1))
    actions.draw_due(actor=testing.SYSTEM)
    yield from ((f"bookings/lotteries/{key}/", 200) for key in (before, drawn))


def desks() -> Iterator[str]:
    day = Booking.objects.filter(state="booked").values_list("slot__starts_at", flat=True).first()
    yield from ("/desk/bookings/", f"/desk/bookings/?resource=scenes-mine&day={TEN.date()}",
                f"/desk/bookings/?resource=scenes-mine&day={(day or TEN).date()}")
