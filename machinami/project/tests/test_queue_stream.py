"""ミツさん's phone and the hall's display follow the line, signed in or not, and agree: both hear at once and read the same rows."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from machinami.capabilities.identity import testing as people
from machinami.capabilities.queues import actions, testing
from machinami.project.asgi import Application
from machinami.project.stream import Stream
from machinami.project.tests.test_stream import Page, session_of, told

pytestmark = pytest.mark.django_db


class Following(Page):
    """A page that shows an office's line."""

    def __init__(self, app, session="", office=testing.OFFICE):
        super().__init__(app, session)
        self.scope["query_string"] = f"since=&queue={office}".encode()


@pytest.fixture
def hall(db):
    ken = people.staff(("residents", "clerk"), username="kumin")
    counters = testing.ward()
    testing.open_all(ken, counters)
    ticket = actions.issue_ticket(actor=ken, office=testing.OFFICE, errands=["residence_certificate"], came="walk_in", idempotency_key="1")
    return ken, counters, ticket


def test_display_and_phone_hear_of_a_call_and_show_the_same(hall):
    ken, counters, ticket = hall
    hanako = people.resident()

    async def story():
        app = Application(Stream(look=0.05))
        async with Following(app) as display, Following(app) as phone, Following(app, session_of_hanako) as signed_in, \
                Following(app, office="other") as elsewhere, Page(app, session_of_hanako) as no_line:
            await sync_to_async(actions.call_next)(actor=ken, counter_id=counters["1"])
            for page in (display, phone, signed_in):
                await page.until(lambda p: p.said)
            return [told(p) for p in (display, phone, signed_in)], elsewhere.said + no_line.said

    session_of_hanako = session_of(hanako)
    heard, others = async_to_sync(story)()
    assert heard == [[{"kind": "queue", "id": testing.OFFICE}]] * 3 and not others
    board, phone = (Client().get(f"/ja/queue/{p}/").content.decode() for p in (f"{testing.OFFICE}/board", f"ticket/{ticket.code}"))
    assert f'data-call="{ticket.number} 1 1"' in board and "1番の窓口へ" in phone


def test_who_is_not_signed_in_hears_of_lines_and_of_nothing_else(hall):
    async def story():
        app = Application(Stream(look=0.05))
        nothing = Page(app)
        async with Following(app, office="not a slug!") as wrong, nothing:
            return wrong.status, nothing.status

    assert async_to_sync(story)() == (403, 403)


def test_many_may_follow_without_signing_in_and_room_is_left_for_who_is(hall, monkeypatch):
    monkeypatch.setattr("machinami.project.stream.FOLLOWING", 3)
    session = session_of(people.resident())

    async def story():
        app = Application(Stream(look=0.05))
        async with Following(app) as a, Following(app) as b, Following(app) as c, Following(app) as full, Following(app, session) as d:
            return [p.status for p in (a, b, c, full, d)]

    assert async_to_sync(story)() == [200, 200, 200, 503, 200]
