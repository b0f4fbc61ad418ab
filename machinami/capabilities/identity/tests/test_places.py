"""Hanako left herself signed in at the library; a clerk at a colleague's desk. Both see it, and end it from where they are."""

from __future__ import annotations

import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from machinami.capabilities.audit.models import PendingWrite
from machinami.capabilities.identity import places, queries
from machinami.capabilities.identity.models import SessionOwner, StaffMember
from machinami.capabilities.identity.session_owners import device_of
from machinami.capabilities.identity.testing import staff

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
TELEPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0"


def desk(username: str = "ogikubo") -> Client:
    staff(("*", "auditor"), username=username)
    browser = Client()
    browser.force_login(StaffMember.objects.get(username=username), backend=BACKEND)
    return browser


def seen(browser: Client) -> list:
    who = staff(username="ogikubo")
    return queries.places(actor=who, session_key=browser.session.session_key)


def test_devices_are_told_by_browser_and_system_and_no_more():
    assert device_of(TELEPHONE) == "Safari, iPhone" and device_of(OFFICE) == "Edge, Windows"
    assert device_of("curl/8") == device_of("") == ""


def test_a_clerk_sees_her_sessions_and_ends_one_or_all_others():
    here, there, third, colleague = desk(), desk(), desk(), desk("kugayama")
    assert [p.here for p in seen(here)] == [True, False, False]
    page = here.get("/desk/account/").content.decode()
    assert page.count('value="end"') == 2 and "この端末" in page
    other = next(p for p in seen(there) if p.here)
    assert colleague.post("/desk/account/", {"do": "end", "id": other.id}).status_code == 404 and there.get("/desk/audit/").status_code == 200
    here.post("/desk/account/", {"do": "end", "id": other.id})
    assert there.get("/desk/audit/").status_code == 302 and third.get("/desk/audit/").status_code == 200
    here.post("/desk/account/", {"do": "end_others"})
    assert third.get("/desk/audit/").status_code == 302 and here.get("/desk/audit/").status_code == 200
    assert colleague.get("/desk/audit/").status_code == 200
    assert PendingWrite.objects.filter(body__verb="identity.end_sessions").count() == 2


def test_only_what_lives_is_listed_and_what_ended_is_forgotten():
    here, idle, left = desk(), desk(), desk()
    session = idle.session
    session["seen"] = int(time.time()) - 31 * 60
    session.save()
    left.post("/signout/")
    assert len(seen(here)) == 1
    Session.objects.filter(session_key=idle.session.session_key).update(expire_date=timezone.now())
    places.sweep()
    assert SessionOwner.objects.count() == Session.objects.count() == 1 and here.get("/desk/audit/").status_code == 200


def test_a_changed_password_leaves_this_session_in_the_list():
    here = desk()
    clerk = StaffMember.objects.get()
    before = here.session.session_key
    clerk.set_password("さんびきの-やぎ-と-quiet-rivers")
    clerk.totp = {"seed": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}
    clerk.save()
    here.force_login(clerk, backend=BACKEND)
    import pyotp
    here.post("/desk/password/", {"current": "さんびきの-やぎ-と-quiet-rivers", "code": pyotp.TOTP(clerk.totp["seed"]).now(),
                                  "new": "よんひきの-やぎ-と-quiet-rivers", "again": "よんひきの-やぎ-と-quiet-rivers"})
    assert here.session.session_key != before and [p.here for p in seen(here)] == [True]
