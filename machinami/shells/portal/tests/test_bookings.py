"""Hanako books the moving counter without JavaScript, and cancels from the letter without signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from machinami.capabilities.bookings import actions, links, queries, testing
from machinami.capabilities.bookings.models import Booking, Lottery
from machinami.capabilities.bookings.testing import SYSTEM, book
from machinami.capabilities.identity import testing as people
from machinami.foundation.i18n import Text

pytestmark = pytest.mark.django_db
TEN = testing.slot()
AT = TEN.strftime("%Y-%m-%dT%H:%M")


def test_from_the_table_to_the_booking_and_back_by_the_letter():
    testing.counter()
    browser = people.signed_in_browser(people.resident())
    table = browser.get("/ja/bookings/moving-counter/").content.decode()
    assert f'name="at" value="{AT}">○' in table and "引越しの窓口" in browser.get("/ja/bookings/").content.decode()
    assert "空きあり" in table and "10:00" in table
    page = browser.get(f"/ja/bookings/moving-counter/book/?at={AT}").content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    for _ in range(2):
        answer = browser.post("/ja/bookings/moving-counter/book/", {"at": AT, "key": key})
        assert answer.status_code == 302
    row = Booking.objects.get()
    assert answer["Location"] == f"/ja/my/bookings/{row.pk}/"
    assert "予約済み" in browser.get(answer["Location"]).content.decode() and "×" in Client().get("/en/bookings/moving-counter/").content.decode()
    assert browser.get(f"/ja/my/bookings/{row.pk}/booking.ics")["Content-Type"].startswith("text/calendar")

    link, stranger = links.path(row.pk), Client()
    assert "予約済み" in stranger.get(link).content.decode()
    assert stranger.post(link, {"cancel": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "cancelled" and stranger.get(f"{link}booking.ics").content.count(b"METHOD:CANCEL") == 1
    assert stranger.get(f"/ja/bookings/at/{links.token(row.pk)[:-2]}xx/").status_code == 404
    assert "取消し" in browser.get("/ja/my/bookings/").content.decode()


def test_what_filled_up_while_one_looked_is_told_and_one_may_wait():
    counter, (ken,) = testing.counter(), testing.people(1)
    browser = people.signed_in_browser(people.resident())
    book(ken, counter, TEN)
    answer = browser.post("/en/bookings/moving-counter/book/", {"at": AT, "key": "k"})
    assert answer.status_code == 422 and "It is full now" in answer.content.decode() and 'name="wait"' in answer.content.decode()
    assert browser.post("/en/bookings/moving-counter/book/", {"at": AT, "key": "k", "wait": "1"}).status_code == 302
    assert Booking.objects.get(state="waiting").number == 2


@pytest.mark.parametrize("path", ["bookings/moving-counter/?from=9999-12-31", "bookings/moving-counter/?from=x"])
def test_a_week_there_is_not_shows_the_nearest(path):
    testing.counter()
    assert Client().get(f"/ja/{path}").status_code == 200


@pytest.mark.parametrize("at", ["", "x", "0001-01-01T00:00", "9999-12-31T23:59", "2026-11-30T25:00", "2026-11-30"])
def test_a_moment_there_is_not_is_not_found(at):
    testing.counter()
    assert people.signed_in_browser(people.resident()).get(f"/ja/bookings/moving-counter/book/?at={at}").status_code == 404


def test_the_lottery_page_shows_the_hash_then_the_seed():
    course, hanako, now = testing.counter(code="course"), people.resident(), timezone.now()
    row = actions.open_lottery(actor=SYSTEM, resource_id=course.id, title=Text(ja="講座の抽選"), slots_from=TEN, slots_until=TEN + timedelta(hours=2),
                               applications_from=now - timedelta(days=1), applications_until=now + timedelta(days=1), draw_at=now + timedelta(days=2))
    browser, address = people.signed_in_browser(hanako), f"/ja/bookings/lotteries/{row.id}/"
    assert row.commitment in browser.get(address).content.decode() and browser.get(f"{address}record.json").status_code == 409
    assert browser.post(f"{address}apply/", {}).status_code == 422
    assert browser.post(f"{address}apply/", {"choice-1": AT}).status_code == 302
    mine = queries.my_application(actor=hanako, lottery_id=row.id)
    assert mine is not None and mine.id in browser.get(address).content.decode()
    Lottery.objects.update(draw_at=now - timedelta(minutes=1), applications_until=now - timedelta(minutes=2))
    actions.draw_due(actor=SYSTEM)
    record = Client().get(f"{address}record.json").json()
    assert record["seed"] in browser.get(address).content.decode() and [a["id"] for a in record["applications"]] == [mine.id]
