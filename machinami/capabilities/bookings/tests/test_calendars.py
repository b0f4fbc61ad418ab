"""Suhyeon puts her booking into her telephone's calendar. When it is cancelled, the calendar takes the same entry away."""

from __future__ import annotations

from datetime import UTC

import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from machinami.capabilities.bookings import actions, calendars, queries, testing
from machinami.capabilities.bookings.models import Booking, Resource
from machinami.capabilities.bookings.testing import book
from machinami.capabilities.identity import testing as people
from machinami.foundation.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db
TEN = testing.slot()


def read(content: bytes):
    """By another's parser, and by the letter: lines of at most 75 octets that end with CR LF (RFC 5545 §3.1)."""
    assert content.endswith(b"\r\n") and all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"") and not Calendar.from_ical(content).errors
    calendar = vobject.readOne(content.decode())
    assert calendar.validate(raiseException=True)
    return calendar


def test_it_is_the_same_entry_from_the_booking_to_its_end():
    counter, suhyeon = testing.counter(), people.resident("0000000006", email="suhyeon@example.com", language="ko")
    row = book(suhyeon, counter, TEN)
    asked = read(queries.invitation(actor=suhyeon, booking_id=row.id, language="ko"))
    event = asked.vevent
    assert (asked.method.value, event.status.value, event.sequence.value) == ("REQUEST", "CONFIRMED", "0")
    assert event.dtstart.value == TEN and event.dtstart.value.tzinfo.utcoffset(None) == UTC.utcoffset(None)
    assert (event.summary.value, event.location.value) == ("이사 창구", "동관 1층")
    assert event.attendee.value == "mailto:suhyeon@example.com" and event.organizer.value.startswith("mailto:")
    assert event.url.value.split("/")[3:6] == ["ko", "bookings", "at"]

    actions.cancel(actor=suhyeon, booking_id=row.id)
    ended = read(queries.invitation(actor=suhyeon, booking_id=row.id))
    assert (ended.method.value, ended.vevent.status.value, ended.vevent.sequence.value) == ("CANCEL", "CANCELLED", "1")
    assert ended.vevent.uid.value == event.uid.value


def test_an_offer_is_tentative_and_another_time_is_another_entry():
    counter, (ken, mari) = testing.counter(), testing.people(2)
    early = book(ken, counter, TEN)
    later = book(mari, counter, testing.slot(hour=11), wants_earlier=True)
    actions.cancel(actor=ken, booking_id=early.id)
    offer = Booking.objects.get(state="offered")
    before = read(queries.invitation(actor=mari, booking_id=offer.pk)).vevent
    assert before.status.value == "TENTATIVE"
    actions.accept_offer(actor=mari, booking_id=offer.pk)
    taken, left = (read(queries.invitation(actor=mari, booking_id=key)) for key in (offer.pk, later.id))
    assert (taken.method.value, left.method.value) == ("REQUEST", "CANCEL")
    assert int(taken.vevent.sequence.value) == int(before.sequence.value) + 1 and taken.vevent.uid.value != left.vevent.uid.value


def test_the_feed_has_everything_of_ones_own_and_a_resources_names_nobody():
    counter, (ken, mari) = testing.counter(capacity=2), testing.people(2)
    row = book(ken, counter, TEN)
    book(ken, counter, testing.slot(hour=11))
    book(mari, counter, TEN)
    actions.cancel(actor=ken, booking_id=row.id)
    own = read(queries.feed(queries.feed_token(actor=ken), "en"))
    assert own.method.value == "PUBLISH" and [e.status.value for e in own.vevent_list] == ["CANCELLED", "CONFIRMED"]
    with pytest.raises(NotAllowed):
        queries.feed_token(actor=ken, resource_id=counter.id)
    clerk = people.staff(("residents", "clerk"))
    content = queries.feed(queries.feed_token(actor=clerk, resource_id=counter.id))
    assert len(read(content).vevent_list) == 2
    for word in ("many", "example.com", "bookings/at"):
        assert word not in content.decode().replace("\r\n ", "")
    for token in ("", "abc", queries.feed_token(actor=ken)[:-1]):
        with pytest.raises(NotFound):
            queries.feed(token)
    with pytest.raises(NotFound):
        queries.invitation(actor=mari, booking_id=row.id)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120))
def test_whatever_a_place_is_called(name):
    if not Booking.objects.exists():
        book(testing.people(1)[0], testing.counter(), TEN)
    Resource.objects.update(place={"ja": name})
    content = calendars.feed(calendars.token_of("resource", Resource.objects.get().pk))
    assert read(content).vevent.location.value == name
