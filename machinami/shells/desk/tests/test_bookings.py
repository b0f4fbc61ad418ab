"""At the counter: who comes today, here or not; a day that closes."""

from __future__ import annotations

import pytest
from django.test import Client

from machinami.capabilities.bookings import testing
from machinami.capabilities.bookings.models import Booking
from machinami.capabilities.bookings.testing import book
from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.models import StaffMember

pytestmark = pytest.mark.django_db
TEN = testing.slot()
DAY = TEN.date().isoformat()


def desk(section="residents", role="manager"):
    people.staff((section, role), username=f"{section}-{role}")
    client = Client()
    client.force_login(StaffMember.objects.get(username=f"{section}-{role}"))
    return client


def test_the_day_list_and_closing_the_day():
    counter, (ken, mari) = testing.counter(), testing.people(2)
    row = book(ken, counter, TEN)
    book(mari, counter, TEN)
    client = desk()
    page = client.get(f"/desk/bookings/?resource=moving-counter&day={DAY}").content.decode()
    assert "many 0" in page and "キャンセル待ち" in page
    same = {"resource": "moving-counter", "day": DAY}
    assert client.post(f"/desk/bookings/{row.id}/do/no-show/", same).status_code == 422
    assert client.post("/desk/bookings/moving-counter/close-day/", {**same, "reason": "停電"}).status_code == 422
    assert Booking.objects.filter(state="displaced").count() == 0
    assert client.post("/desk/bookings/moving-counter/close-day/", {**same, "reason": "停電", "sure": "on"}).status_code == 302
    assert Booking.objects.filter(state="displaced").count() == 2 and Booking.objects.filter(state="offered").count() == 1
    assert client.get("/desk/bookings/?day=9999-12-31").status_code == 200


def test_another_sections_desk_sees_nothing_of_it():
    counter, (ken,) = testing.counter(), testing.people(1)
    row = book(ken, counter, TEN)
    client = desk("childcare")
    assert "many 0" not in client.get(f"/desk/bookings/?resource=moving-counter&day={DAY}").content.decode()
    assert client.post(f"/desk/bookings/{row.id}/do/check-in/").status_code == 404
    assert client.post("/desk/bookings/moving-counter/close-day/", {"day": DAY, "reason": "x", "sure": "1"}).status_code == 403
