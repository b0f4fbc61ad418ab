"""The clock of the machine is put forward or back, by hours, in the middle of the day: nothing waits for the time to come
again, nothing is lost, and people are at worst asked to sign in again."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from machinami.capabilities.audit import actions as audit_actions
from machinami.capabilities.audit import queries as audit
from machinami.capabilities.identity import testing as people
from machinami.capabilities.payments import actions as payments
from machinami.capabilities.payments import queries
from machinami.capabilities.payments import testing as paying
from machinami.capabilities.payments.models import DemoPayment
from machinami.foundation.actors import system

JUMPS = [timedelta(hours=-5), timedelta(hours=5)]


@pytest.fixture(params=JUMPS, ids=["back", "forward"])
def clock_is_set(request, monkeypatch):
    real_now, real_time = timezone.now, time.time

    def jump():
        monkeypatch.setattr(timezone, "now", lambda: real_now() + request.param)
        monkeypatch.setattr(time, "time", lambda: real_time() + request.param.total_seconds())

    return jump


@pytest.mark.django_db
def test_money_in_doubt_is_settled_at_once_whatever_the_clock_says(clock_is_set):
    """The resident has paid, the news has not come; the clock is set; reconciling does not wait for five hours."""
    hanako = people.resident()
    charge = paying.charge(hanako)
    paying.begin(hanako, charge.id)
    DemoPayment.objects.update(state="authorised")
    clock_is_set()
    payments.reconcile(actor=system("test"))
    assert queries.charge(actor=hanako, charge_id=charge.id).state == "authorised"


@pytest.mark.django_db
def test_the_record_stays_whole(clock_is_set):
    for _ in range(2):
        people.resident()
        audit_actions.record(actor=system("test"), verb="x.y", subject="a.B:1")
    clock_is_set()
    audit_actions.record(actor=system("test"), verb="x.y", subject="a.B:2")
    audit_actions.seal(actor=system("test"))
    assert audit.verify().whole and not audit.verify().pending


@pytest.mark.django_db
def test_a_session_of_the_future_does_not_stay_awake_for_hours(clock_is_set, client):
    """Signed in while the clock was wrong: afterwards the idle limit counts from now, by ending the session."""
    session = client.session
    session.update({"resident": {"account": people.resident().id, "level": 3}, "seen": int(time.time())})
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    assert client.get("/ja/my/").status_code == 200
    clock_is_set()
    assert client.get("/ja/my/").status_code == 302
