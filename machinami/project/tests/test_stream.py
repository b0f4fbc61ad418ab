"""花子さん's open pages hear that something of hers changed, and nobody else's; the desk hears of new work."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import timedelta
from importlib import import_module

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import OperationalError
from django.utils import timezone

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases.types import CorrectionItem
from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.middleware import IDLE, RESIDENT_KEY
from machinami.capabilities.identity.models import Membership, StaffMember
from machinami.capabilities.notices import actions as notices
from machinami.capabilities.payments import testing as payments
from machinami.foundation.actors import system
from machinami.foundation.changes import Change
from machinami.foundation.i18n import Text
from machinami.foundation.ids import first_id
from machinami.project import stream
from machinami.project.asgi import Application
from machinami.project.stream import Stream

pytestmark = pytest.mark.django_db
OFFICE = system("test")
ORIGIN = settings.BASE_URL


def session_of(actor, **more) -> str:
    """The key of a session in which ``actor`` is signed in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    if actor.kind == "resident":
        store[RESIDENT_KEY] = {"account": actor.id, "level": actor.level}
    else:
        member = StaffMember.objects.get(pk=actor.id)
        store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(member.pk), "django.contrib.auth.backends.ModelBackend"
        store[HASH_SESSION_KEY] = member.get_session_auth_hash()
    store["seen"] = int(time.time())
    store.update(more)
    store.create()
    return store.session_key


def case_of(resident, key="1", section="child_family"):
    return cases.open_case(
        actor=resident, code="child_allowance", version=1, title=Text(ja="児童手当"), section=section,
        account_id=resident.id, person_id=resident.person_id, applicant_name="杉並 花子", applicant_kana="スギナミ ハナコ",
        answers={"phone": "090-1234-5678"}, idempotency_key=f"{resident.id}:{key}")


def correction(case):
    cases.request_correction(actor=OFFICE, case_id=case.id, due_on=timezone.localdate() + timedelta(days=9),
                             items=[CorrectionItem("phone", "花子さんの電話がつながりません")])


def told(page) -> list[dict]:
    """What a page was told, without the rows that say so."""
    return [{k: v for k, v in m.items() if k != "rows"} for m in page.said]


class Page:
    """An open page: what an event source would do."""

    def __init__(self, app, session="", *, since="", last="", origin=ORIGIN, path="/events"):
        headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode())] if session else []
        headers += [(b"origin", origin.encode())] if origin else []
        headers += [(b"last-event-id", str(last).encode())] if last else []
        self.scope = {"type": "http", "path": path, "headers": headers, "query_string": f"since={since}".encode()}
        self.app, self.status, self.headers, self.body = app, None, {}, b""
        self.gone, self.opened = asyncio.Event(), asyncio.Event()

    async def __aenter__(self):
        self.task = asyncio.create_task(self.app(self.scope, self._receive, self._send))
        await asyncio.wait_for(self.opened.wait(), 20)
        return self

    async def __aexit__(self, *_):
        self.gone.set()
        await asyncio.wait_for(self.task, 20)

    async def _receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
            self.opened.set()
        self.body += message.get("body", b"")

    @property
    def said(self):
        return [json.loads(line[6:]) for line in self.body.decode().splitlines() if line.startswith("data: {\"")]

    @property
    def last(self):
        return [int(line[4:]) for line in self.body.decode().splitlines() if line.startswith("id: ")][-1]

    async def until(self, check):
        async def wait():
            while not check(self):
                await asyncio.sleep(0.01)
        await asyncio.wait_for(wait(), 20)


@pytest.fixture
def app():
    return Application(Stream(look=0.02))


def run(scenario):
    async_to_sync(scenario)()


def test_a_residents_page_hears_of_its_case_charge_and_notice_with_ids_and_kinds_only(app):
    hanako = people.resident()
    case, key = case_of(hanako), session_of(hanako)

    def happens():
        correction(case)
        charge = payments.charge(hanako, subject=f"cases.Case:{case.id}")
        notice = notices.send(actor=OFFICE, template="message_received", account_id=hanako.id, subject=f"cases.Case:{case.id}",
                              section="child_family", link=f"/ja/my/cases/{case.id}/", idempotency_key="n",
                              params={"title": Text(ja="児童手当"), "number": case.number})
        return {("case", case.id), ("charge", charge.id), ("notice", notice.id)}

    async def scenario():
        async with Page(app, key) as page:
            assert page.status == 200 and page.headers[b"content-type"] == b"text/event-stream"
            expected = await sync_to_async(happens)()
            await page.until(lambda p: {(m["kind"], m["id"]) for m in p.said} >= expected)
            assert all(set(m) <= {"kind", "id"} for m in page.said)
            text = page.body.decode()
            assert not any(word in text for word in ("花子", "杉並", "電話", "児童", case.number, hanako.id, hanako.person_id))
        assert not app.stream.listeners

    run(scenario)


def test_nobody_hears_of_other_peoples_cases(app):
    hanako, neighbour = people.resident(), people.resident("0000000004")
    case, keys = case_of(hanako), [session_of(hanako), session_of(neighbour)]

    async def scenario():
        async with Page(app, keys[0]) as own, Page(app, keys[1]) as other:
            await sync_to_async(correction)(case)
            await own.until(lambda p: p.said)
            mine = await sync_to_async(case_of)(neighbour)
            await other.until(lambda p: p.said)
            assert {m["id"] for m in other.said} == {mine.id} and {m["id"] for m in own.said} == {case.id}

    run(scenario)


def test_what_only_the_desk_may_know_is_not_told_to_the_resident(app):
    hanako, clerk = people.resident(), people.staff(("child_family", "clerk"), ("child_family", "manager"))
    case = case_of(hanako)
    cases.start_review(actor=OFFICE, case_id=case.id)
    keys = [session_of(hanako), session_of(people.staff(("child_family", "clerk"), username="colleague"))]

    async def scenario():
        async with Page(app, keys[0]) as own, Page(app, keys[1]) as desk:
            await sync_to_async(cases.assign)(actor=clerk, case_id=case.id, staff_id=clerk.id)
            await desk.until(lambda p: p.said)
            assert own.said == []

    run(scenario)


def test_the_desk_hears_of_new_work_in_its_sections_and_not_of_its_own_doing(app):
    hanako, clerk = people.resident(), people.staff(("child_family", "clerk"))
    other = people.staff(("residents", "clerk"), username="other")
    keys = [session_of(clerk), session_of(other)]

    def happens():
        case = case_of(hanako)
        cases.start_review(actor=clerk, case_id=case.id)
        return case, case_of(hanako, "2", section="residents")

    async def scenario():
        async with Page(app, keys[0]) as desk, Page(app, keys[1]) as elsewhere:
            first, second = await sync_to_async(happens)()
            await elsewhere.until(lambda p: p.said)
            await desk.until(lambda p: p.said)
            assert told(desk) == [{"kind": "case", "id": first.id, "work": True}] and all(m["rows"] for m in desk.said)
            assert told(elsewhere) == [{"kind": "case", "id": second.id, "work": True}]
            await sync_to_async(cases.request_correction)(
                actor=clerk, case_id=first.id, due_on=timezone.localdate() + timedelta(days=9),
                items=[CorrectionItem("phone", "番号")])
            third = await sync_to_async(case_of)(hanako, "3")
            await desk.until(lambda p: len(p.said) > 1)
            assert told(desk)[1:] == [{"kind": "case", "id": third.id, "work": True}]
            await sync_to_async(cases.amend)(actor=hanako, case_id=first.id, answers={"phone": "1"}, changed=["phone"])
            await desk.until(lambda p: len(p.said) > 2)
            assert told(desk)[2:] == [{"kind": "case", "id": first.id, "work": True}]

    run(scenario)


def test_after_a_broken_connection_it_goes_on_where_the_page_was(app):
    hanako = people.resident()
    case, key = case_of(hanako), session_of(hanako)

    async def scenario():
        async with Page(app, key) as page:
            await sync_to_async(correction)(case)
            await page.until(lambda p: p.said)
            last = page.last
        later = await sync_to_async(case_of)(hanako, "later")
        async with Page(app, key, last=last) as page:
            await page.until(lambda p: later.id in {m["id"] for m in p.said})
        async with Page(app, key, last=last, since=1) as page:  # what was seen last counts, not when the page was made
            await page.until(lambda p: later.id in {m["id"] for m in p.said})
            assert all(m["kind"] != "all" for m in page.said)

    run(scenario)


def test_what_happened_between_making_the_page_and_listening_is_told(app):
    hanako = people.resident()
    made, key = int(time.time() * 1000), session_of(hanako)
    case = case_of(hanako)

    async def scenario():
        async with Page(app, key, since=made) as page:
            await page.until(lambda p: case.id in {m["id"] for m in p.said})

    run(scenario)


def test_who_was_away_too_long_looks_at_everything(app):
    hanako = people.resident()
    key, long_ago = session_of(hanako), int((time.time() - stream.KEEP - 60) * 1000)

    async def scenario():
        async with Page(app, key, last=long_ago) as page:
            await page.until(lambda p: p.said == [{"kind": "all"}])

    run(scenario)


def test_a_change_that_commits_late_is_not_missed(app, monkeypatch):
    """Its id is older than what was already told; it is found all the same, and told once."""
    hanako = people.resident()
    key, sources = session_of(hanako), []
    monkeypatch.setattr(stream, "SOURCES", (lambda since: [c for c in sources if c.id >= since],))

    def change(seconds_ago, subject):
        return Change(id=first_id(time.time() - seconds_ago), kind="case", subject=subject, account=hanako.id, section="")

    async def scenario():
        async with Page(app, key) as page:
            sources.append(change(0, "prompt"))
            await page.until(lambda p: p.said)
            sources.append(change(5, "late"))
            await page.until(lambda p: len(p.said) > 1)
            sources.append(change(0, "after"))
            await page.until(lambda p: len(p.said) > 2)
            assert [m["id"] for m in page.said] == ["prompt", "late", "after"]

    run(scenario)


def test_a_database_that_is_away_for_a_moment_costs_nothing(app, monkeypatch):
    hanako = people.resident()
    key, real, down = session_of(hanako), stream.SOURCES, []

    def source(since):
        if down:
            raise OperationalError("gone")
        return [c for s in real for c in s(since=since)]

    monkeypatch.setattr(stream, "SOURCES", (source,))

    async def scenario():
        async with Page(app, key) as page:
            down.append(1)
            case = await sync_to_async(case_of)(hanako)
            await asyncio.sleep(0.1)
            down.clear()
            await page.until(lambda p: case.id in {m["id"] for m in p.said})

    run(scenario)


@pytest.mark.parametrize("asked", [{}, {"session": "x" * 32}, {"origin": "https://elsewhere.example"}, {"idle": True},
                                   {"retired": True}])
def test_it_is_closed_to_everybody_else(app, asked):
    key = session_of(people.resident())
    if asked.get("idle"):
        key = session_of(people.resident(), seen=int(time.time() - IDLE.total_seconds() - 5))
    if asked.get("retired"):
        key = session_of(people.staff(("*", "manager")))
        StaffMember.objects.update(is_active=False)
    session = asked.get("session", key) if asked else ""

    async def scenario():
        async with Page(app, session, origin=asked.get("origin", ORIGIN)) as page:
            assert page.status == 403 and not page.said
            if "origin" in asked:
                assert b"access-control-allow-origin" not in page.headers

    run(scenario)


def test_signing_out_ends_it_and_a_lost_right_is_lost_here_too(app, monkeypatch):
    monkeypatch.setattr(stream, "LOOK_AT_SESSIONS", 0)
    hanako, clerk = people.resident(), people.staff(("child_family", "clerk"))
    keys = [session_of(hanako), session_of(clerk)]

    async def scenario():
        async with Page(app, keys[0]) as own, Page(app, keys[1]) as desk:
            store = import_module(settings.SESSION_ENGINE).SessionStore
            await sync_to_async(store(keys[0]).flush)()
            await own.until(lambda p: p.task.done())
            assert b"event: end" in own.body
            await sync_to_async(Membership.objects.all().delete)()
            await desk.until(lambda p: not any(x.actor.sections for x in app.stream.listeners))
            await sync_to_async(case_of)(hanako)
            await asyncio.sleep(0.1)
            assert desk.said == []

    run(scenario)


def test_one_persons_pages_are_bounded(app, monkeypatch):
    monkeypatch.setattr(stream, "PER_PERSON", 2)
    keys = [session_of(people.resident()), session_of(people.resident("0000000004"))]

    async def scenario():
        async with Page(app, keys[0]), Page(app, keys[0]), Page(app, keys[0]) as third, Page(app, keys[1]) as somebody:
            assert (third.status, somebody.status) == (429, 200)
        async with Page(app, keys[0]) as again:
            assert again.status == 200

    run(scenario)


def test_one_poller_serves_all_and_rests_when_nobody_listens(app, monkeypatch):
    looks = []
    monkeypatch.setattr(stream, "SOURCES", (lambda since: looks.append(1) or [],))
    keys = [session_of(people.resident(n)) for n in ("0000000001", "0000000002", "0000000003", "0000000004")]

    async def scenario():
        pages = [Page(app, key) for key in keys]
        for page in pages:
            await page.__aenter__()
        poller = app.stream.poller
        assert len(app.stream.listeners) == 4 and len(looks) < 4
        for page in pages:
            await page.__aexit__()
        await asyncio.wait_for(poller, 20)
        count = len(looks)
        await asyncio.sleep(0.1)
        assert len(looks) == count and app.stream.poller is None

    run(scenario)
