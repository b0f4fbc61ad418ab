"""Hanako's telephone rings when her certificate is ready, and tells nobody who looks over her shoulder what it is about."""

from __future__ import annotations

import json
import os
import time
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey

from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.middleware import RESIDENT_KEY
from machinami.capabilities.notices import actions, delivery, push, push_keys, queries
from machinami.capabilities.notices.models import Delivery, Device
from machinami.capabilities.notices.push_keys import base64url, point
from machinami.capabilities.notices.push_sealing import sealed
from machinami.capabilities.notices.tests.receiving import receiver
from machinami.capabilities.notices.tests.test_notices import SYSTEM
from machinami.capabilities.notices.topics import TOPICS
from machinami.foundation.errors import Conflict, NotFound, Refused


class Browser:
    """What a browser keeps: its key and secret, and the address its service gave it."""

    def __init__(self, url: str, number: int = 1) -> None:
        self.key, self.secret, self.endpoint = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), f"{url}/send/{number}"

    @property
    def subscription(self) -> dict[str, str]:
        return {"endpoint": self.endpoint, "p256dh": base64url(point(self.key.public_key())), "auth": base64url(self.secret)}


@pytest.fixture
def service(settings, tmp_path):
    settings.OUTBOUND_NETWORKS, settings.VAR = ["127.0.0.0/8"], tmp_path
    with receiver() as kept:
        yield kept


def _add(actor, browser):
    return actions.add_device(actor=actor, name="Android・Chrome", **browser.subscription)


def _tell(actor, key="n1", template="document_ready"):
    return actions.send(actor=SYSTEM, template=template, account_id=actor.id, subject="cases.Case:1", section="child_family",
                        params={"title": {"ja": "住民票の写し"}, "number": "R8-000001"}, link="/ja/my/cases/1/", idempotency_key=key)


def _pushes():
    return Delivery.objects.filter(channel="push")


def test_the_standards_own_example_comes_out_to_the_letter():
    """RFC 8291, appendix A."""
    ours = ec.derive_private_key(int.from_bytes(push.opened("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), ec.SECP256R1())
    browser = push.opened("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
    body = sealed(b"When I grow up, I want to be a watermelon", browser, push.opened("BTBZMqHH6r4Tts7J_aSIgg"), ours=ours,
                  salt=push.opened("DGv6ra1nlYgDCS1FRnbzlw"), padded=0)
    assert base64url(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")


@pytest.mark.django_db
def test_her_telephone_gets_the_kind_and_the_place_sealed_and_signed(service):
    hanako = people.resident(language="en")
    browser = Browser(service.url)
    _add(hanako, browser)
    notice = _tell(hanako)
    delivery.deliver_due()
    ((path, headers, body),) = service.taken
    assert path == "/send/1" and headers["content-encoding"] == "aes128gcm" and int(headers["ttl"]) > 0
    assert _pushes().get().state == "sent" and Device.objects.get().sent_at
    token, key = (part.split("=", 1)[1] for part in headers["authorization"].removeprefix("vapid ").split(", "))
    assert key == push_keys.public_key()
    point_x, point_y = push.opened(key)[1:33], push.opened(key)[33:]
    their_view = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": base64url(point_x), "y": base64url(point_y)})
    claims = jwt.decode(token, their_view, algorithms=["ES256"]).claims
    assert claims["aud"] == service.url and time.time() < claims["exp"] <= time.time() + 86_400 and claims["sub"].startswith("mailto:")
    http_ece = pytest.importorskip("http_ece", reason="has no wheel; the standard's example above holds without it")
    told = http_ece.decrypt(body, private_key=browser.key, auth_secret=browser.secret, version="aes128gcm")
    assert json.loads(told) == {"kind": "documents", "link": f"/en/my/inbox/{notice.id}/"}


@pytest.mark.django_db
def test_all_messages_look_equally_long_and_none_has_a_name_in_it(service):
    hanako = people.resident()
    _add(hanako, Browser(service.url))
    _tell(hanako)
    _tell(hanako, "n2", "application_received")
    delivery.deliver_due()
    first, second = (body for _, _, body in service.taken)
    assert len(first) == len(second) and first[:16] != second[:16]
    assert not [word for word in ("花子", "hanako", "R8-000001", hanako.id) if word in repr(service.taken)]


@pytest.mark.django_db
def test_each_device_gets_it_and_one_that_was_removed_does_not(service):
    hanako, phone, tablet = people.resident(), Browser(service.url, 1), Browser(service.url, 2)
    first, _ = _add(hanako, phone), _add(hanako, tablet)
    _tell(hanako)
    actions.remove_device(actor=hanako, device_id=first.id)
    delivery.deliver_due()
    assert [path for path, _, _ in service.taken] == ["/send/2"]
    assert sorted(_pushes().values_list("state", flat=True)) == ["sent", "stopped"]
    _tell(hanako, "n2")
    assert _pushes().filter(notice__idempotency_key="n2").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_stopped_receiving_is_forgotten(service, status):
    service.answers = [(status, {}, b"gone")]
    hanako = people.resident()
    _add(hanako, Browser(service.url))
    _tell(hanako)
    delivery.deliver_due()
    assert _pushes().get().state == "failed" and not queries.devices(actor=hanako)
    _tell(hanako, "n2")
    assert _pushes().count() == 1, "nothing is written for a device that is no more"


@pytest.mark.django_db
def test_a_busy_service_is_asked_again_when_it_said(service):
    service.answers = [(429, {"Retry-After": "7200"}, b""), (503, {}, b"")]
    hanako = people.resident()
    _add(hanako, Browser(service.url))
    _tell(hanako)
    delivery.deliver_due()
    row = _pushes().get()
    assert row.state == "queued" and "429" in row.reason and row.next_attempt_at > timezone.now() + timedelta(seconds=7100)
    for state in ("queued", "sent"):
        Delivery.objects.update(next_attempt_at=timezone.now())
        delivery.deliver_due()
        assert _pushes().get().state == state
    assert len({headers["topic"] for _, headers, _ in service.taken}) == 1, "a repeat takes the place of the first"


@pytest.mark.django_db
def test_push_goes_on_while_the_mail_server_is_away(service, settings, monkeypatch):
    from machinami.foundation.liveness import Rest

    monkeypatch.setattr(delivery, "_channel", Rest(15, 300))
    settings.SMTP_URL = "smtp://127.0.0.1:9"
    hanako = people.resident()
    _add(hanako, Browser(service.url))
    for n in range(3):
        _tell(hanako, f"n{n}")
    while delivery.deliver_due():
        pass
    assert len(service.taken) == 3 and Delivery.objects.filter(channel="email", state="queued").count() == 3


@pytest.mark.django_db
def test_a_shared_browser_belongs_to_whoever_registered_last(service):
    hanako, mei, browser = people.resident(), people.resident("0000000005", email=""), Browser(service.url)
    _add(hanako, browser)
    _add(mei, browser)
    assert not queries.devices(actor=hanako) and len(queries.devices(actor=mei)) == 1
    assert not queries.choices(actor=hanako).devices and queries.choices(actor=mei).devices
    _tell(hanako)
    delivery.deliver_due()
    assert not service.taken and not _pushes().exists()


@pytest.mark.django_db
def test_nobody_tries_or_removes_another_persons_device(service):
    hanako, mei = people.resident(), people.resident("0000000005")
    row = _add(hanako, Browser(service.url))
    for act in (actions.remove_device, actions.try_device):
        with pytest.raises(NotFound):
            act(actor=mei, device_id=row.id)
    assert actions.try_device(actor=hanako, device_id=row.id).sent and len(service.taken) == 1
    with pytest.raises(Conflict, match="10秒"):
        actions.try_device(actor=hanako, device_id=row.id)
    service.answers = [(410, {}, b"")]
    Device.objects.update(tried_at=None)
    assert actions.try_device(actor=hanako, device_id=row.id).gone and not queries.devices(actor=hanako)


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [
    {"endpoint": "ftp://x/"}, {"endpoint": "https://u:p@push.example/1"}, {"endpoint": ""}, {"p256dh": "AAAA"}, {"auth": "AAAA"},
    {"p256dh": "BAAA" + "A" * 83}, {"auth": "え"}, {"endpoint": "https://push.example/\r\nX: y"}])
def test_a_subscription_that_is_none_is_refused_in_words(service, changes):
    hanako = people.resident()
    with pytest.raises(Refused, match="端末"):
        actions.add_device(actor=hanako, name="x", **{**Browser(service.url).subscription, **changes})
    assert not Device.objects.exists() and not queries.choices(actor=hanako).devices


@pytest.mark.django_db
def test_ten_devices_and_no_more(service):
    hanako = people.resident()
    for n in range(10):
        _add(hanako, Browser(service.url, n))
    with pytest.raises(Refused, match="10台"):
        _add(hanako, Browser(service.url, 10))


@pytest.mark.django_db
def test_the_address_of_a_device_is_sealed_and_never_shown(service):
    hanako, browser, client = people.resident(), Browser(service.url), Client()
    _add(hanako, browser)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT subscription FROM notices_device")
        assert "send" not in cursor.fetchone()[0]
    session = client.session
    session[RESIDENT_KEY] = {"account": hanako.id, "level": 3}
    session["seen"] = int(time.time())
    session.save()
    page = client.get("/ja/my/notifications/").content.decode()
    assert "Android・Chrome" in page and browser.endpoint not in page and push_keys.public_key() in page
    answer = client.post("/ja/my/devices/", Browser(service.url, 2).subscription, headers={"User-Agent": "Windows NT 10 Firefox/140"})
    assert answer.status_code == 302 and {d.name for d in queries.devices(actor=hanako)} == {"Android・Chrome", "Windows・Firefox"}


@pytest.mark.django_db
def test_without_a_key_nothing_is_offered(settings):
    settings.PUSH_KEY_FILE, settings.DEMO_DOORS = "", False
    hanako, client = people.resident(), Client()
    session = client.session
    session[RESIDENT_KEY] = {"account": hanako.id, "level": 3}
    session["seen"] = int(time.time())
    session.save()
    page = client.get("/ja/my/notifications/").content.decode()
    assert "push.js" not in page and 'value="push"' not in page


@pytest.mark.django_db
def test_an_erased_account_is_told_nothing_more(service):
    from machinami.capabilities.identity import actions as identity

    hanako = people.resident()
    _add(hanako, Browser(service.url))
    _tell(hanako)
    identity.erase_account(actor=SYSTEM, account_id=hanako.id)
    delivery.deliver_due()
    assert not service.taken and not Device.objects.exists() and not queries.choices(actor=hanako).devices
    assert set(Delivery.objects.values_list("channel", "state")) == {("push", "stopped"), ("email", "failed")}


def test_the_worker_knows_every_kind_in_every_version():
    answer = Client().get("/push/worker.js")
    assert answer["Content-Type"].startswith("text/javascript") and answer["Cache-Control"] == "no-cache"
    words = json.loads(answer.content.decode().split("const WORDS = ")[1].split(", LANGUAGES")[0])
    assert set(words["kinds"]) == {*TOPICS, "trial", "other"} and set(words["kinds"]["case"]) == set(words["more"])


def test_the_key_stays_the_same(settings, tmp_path):
    settings.VAR = tmp_path
    first = push_keys.public_key()
    assert first == push_keys.public_key() and len(urlsafe_b64decode(first + "=")) == 65
