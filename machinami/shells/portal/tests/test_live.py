"""Pages that follow what happens, and the ways in which people may not want or not have that."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from django.conf import settings as project

from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.middleware import RESIDENT_KEY
from machinami.capabilities.notices import actions as notices
from machinami.capabilities.payments import testing as payments
from machinami.foundation.actors import system
from machinami.foundation.i18n import Text
from machinami.ui.preferences import COOKIE

MACHINAMI = Path(__file__).resolve().parents[3]
STREAM = "http://127.0.0.1:8001/events"


@pytest.fixture
def hanako(client, db):
    actor = people.resident()
    session = client.session
    session[RESIDENT_KEY] = {"account": actor.id, "level": actor.level}
    session["seen"] = int(time.time())
    session.save()
    client.cookies[project.SESSION_COOKIE_NAME] = session.session_key
    return actor


def test_a_live_region_has_a_name_and_no_form():
    """A region is put in place whole: what is typed, and a form's token, must stand outside it."""
    for path in MACHINAMI.rglob("templates/**/*.html"):
        html = path.read_text("utf-8")
        for tag in re.finditer(r"<(\w+)[^>]*\sdata-live=", html):
            start = html[tag.start():]
            assert re.search(r'\sid="', html[tag.start():tag.end()]), path
            depth = 0
            for inner in re.finditer(rf"<(/?){tag.group(1)}\b", start):
                depth += -1 if inner.group(1) else 1
                if not depth:
                    break
            assert "<form" not in start[:inner.start()], path


def test_the_script_is_small_and_asks_for_nothing_the_policy_forbids():
    script = (MACHINAMI / "ui/static/ui/live.js").read_text("utf-8")
    assert len(script.encode()) <= 4096
    assert not re.search(r"\beval\b|new Function|innerHTML\s*=[^=]|\.style\b|https?:", script)


def test_the_inbox_in_the_header_counts_and_comes_alone_too(client, hanako):
    page = client.get("/en/my/")
    assert "0 unread" in page.content.decode()
    notices.send(actor=system("test"), template="message_received", account_id=hanako.id, subject="x", section="residents",
                 link="/ja/my/", idempotency_key="n", params={"title": Text(ja="児童手当"), "number": "R8-000001"})
    alone = client.get("/en/my/inbox/count/").content.decode()
    assert alone.startswith('<li id="live-inbox"') and "1 unread" in alone and "<html" not in alone


@pytest.mark.parametrize(("stream", "cookie", "expected"), [
    (STREAM, "", "noscript"), ("", "", "header"), (STREAM, "live=False", "link"), ("", "live=0", "link")])
def test_waiting_for_a_payment_with_the_stream_without_it_and_stopped(client, hanako, settings, stream, cookie, expected):
    settings.EVENT_STREAM_URL = stream
    if cookie:
        client.cookies[COOKIE] = cookie
    charge = payments.charge(hanako)
    payments.pay(hanako, charge.id)
    page = client.get(f"/ja/pay/{charge.id}/result/")
    html = page.content.decode()
    assert ("Refresh" in page.headers) == (expected == "header")
    assert ('<noscript><meta http-equiv="refresh"' in html) == (expected == "noscript")
    assert ("ui/live.js" in html) == (expected == "noscript")
    assert ("いまの状態を見る" in html) == (expected == "link")
    assert ("ひとりでに新しくなります" in html) == (expected != "link")


def test_a_page_that_looks_by_itself_does_not_keep_the_session_awake(client, hanako):
    session = client.session
    session["seen"] = seen = int(time.time()) - 600
    session.save()
    client.get("/ja/my/", headers={"X-Live": "1"})
    assert client.session["seen"] == seen
    client.get("/ja/my/")
    assert client.session["seen"] > seen
