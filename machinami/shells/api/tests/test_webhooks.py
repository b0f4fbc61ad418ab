"""A partner system sets up its own webhook by the API, tries it, and finds what it missed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.identity import actions as identity
from machinami.capabilities.identity.testing import resident, staff
from machinami.capabilities.notices import webhook_sending
from machinami.capabilities.notices.tests.receiving import receiver
from machinami.capabilities.notices.webhook_kinds import KINDS
from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.procedures import testing
from machinami.foundation.actors import system
from machinami.shells.api import webhooks as operations

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(settings, monkeypatch):
    cache.clear()
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(webhook_sending, "_rests", {})
    admin = staff(("*", "admin"), username="keys")
    _, secret = identity.create_token(actor=admin, name="子育てシステム", scopes=["cases.view", "notices.own_webhooks"],
                                      sections=["child_family"], expires_on=timezone.localdate() + timedelta(days=30))

    def ask(method, path="", body=None):
        extra = {"data": body, "content_type": "application/json"} if body is not None else {}
        return getattr(Client(), method)(f"/api/v1/webhooks{path}", headers={"Authorization": f"Bearer {secret}"}, **extra)
    return ask


def test_from_setting_up_to_missing_nothing(call):
    with receiver() as partner:
        made = call("post", "", {"url": f"{partner.url}/in", "kinds": ["case.decided"]})
        assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
        here = f"/{made.json()['id']}"
        assert [w["url"] for w in call("get").json()["rows"]] == [f"{partner.url}/in"] and "secret" not in call("get", here).json()
        assert call("post", f"{here}/ping").status_code == 200
        webhook_sending.deliver_hooks()
        _, headers, body = partner.taken.pop()
        assert Webhook(made.json()["secret"]).verify(body, headers)["type"] == "webhook.ping"
        assert call("patch", here, {"state": "paused"}).json()["state"] == "paused"
        webhook_sending.note_event(kind="case.decided", section="child_family", data={"case_id": "1"})
        webhook_sending.deliver_hooks()
        assert not partner.taken and call("post", f"{here}/ping").status_code == 409
        call("patch", here, {"state": "active"})
        now = timezone.now()
        span = {"since": (now - timedelta(hours=1)).isoformat(), "until": (now + timedelta(hours=1)).isoformat()}
        assert call("post", f"{here}/replay", span).json() == {"number": 1}
        webhook_sending.deliver_hooks()
        log = call("get", f"{here}/deliveries?state=sent&size=1")
        assert log.json()["total"] == 2 and 'rel="next"' in log["Link"] and log.json()["rows"][0]["tries"][0]["status"] == 201
        again = log.json()["rows"][0]["id"]
        assert call("post", f"{here}/deliveries/{again}/replay").json()["state"] == "queued"
        assert call("post", f"{here}/secret").json()["secret"] != made.json()["secret"]
        assert call("delete", here).status_code == 204 and call("get", here).status_code == 404


def test_what_happens_to_its_sections_cases_is_told_without_a_word_anybody_wrote(call):
    procedures.publish_definitions(actor=system("test"))
    hanako = resident()
    with receiver() as partner:
        secret = call("post", "", {"url": partner.url, "kinds": ["case.opened", "case.decided", "case.closed"]}).json()["secret"]
        sent = testing.apply(actor=hanako, code="child_allowance", seed=3)
        testing.apply(actor=hanako, code="long_term_care_assessment")  # another section's
        cases.withdraw(actor=hanako, case_id=sent.id, reason="もう必要ありません")
        assert webhook_sending.deliver_hooks() == 2
        said = [Webhook(secret).verify(body, headers) for _, headers, body in partner.taken]
    about = {"case_id": str(sent.id), "number": sent.number, "code": "child_allowance", "section": "child_family"}
    assert [(s["type"], s["data"]) for s in said] == [
        ("case.opened", {**about, "version": 1}), ("case.closed", {**about, "state": "withdrawn"})]


@pytest.mark.parametrize("body", [
    {"url": "http://10.0.0.1/", "kinds": ["case.decided"]}, {"url": "https://a.example/", "kinds": []}, {"url": "https://a.example/", "kinds": ["x"]},
    {"url": 1, "kinds": ["case.decided"]}, {"url": "https://a.example/\0", "kinds": ["case.decided"]}, {"kinds": ["case.decided"]}])
def test_what_can_not_be_is_refused(call, body):
    answer = call("post", "", body)
    assert answer.status_code == 422 and answer.json()["fields"]


def test_the_kinds_told_of_are_those_there_are():
    assert set(operations.Kind.__args__) == set(KINDS)
