"""A resident is told: in the inbox at once, by e-mail soon, never twice, and nothing personal is in it."""

from __future__ import annotations

import socket
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from machinami.capabilities.identity import actions as identity
from machinami.capabilities.identity import testing as people
from machinami.capabilities.notices import actions, delivery, queries, wording
from machinami.capabilities.notices.models import Delivery, Notice
from machinami.foundation.actors import system

SYSTEM = system("test")


class Post:
    """A mail server that answers as told and keeps what it took."""

    def __init__(self) -> None:
        self.letters, self.answers = [], []

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return answer


@pytest.fixture
def post(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    handler = Post()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()


def _send(actor, key="n1", template="correction_requested", **params):
    return actions.send(actor=SYSTEM, template=template, account_id=actor.id, subject="cases.Case:1", section="child_family",
                        params=params or {"title": {"ja": "児童手当", "ko": "아동수당"}, "number": "R8-000001", "due": "12月4日"},
                        link="/ja/my/cases/1/", idempotency_key=key)


@pytest.mark.django_db
def test_the_letter_goes_out_once_in_the_residents_language(post):
    suhyeon = people.resident("0000000006", email="suhyeon@example.com", language="ko")
    _send(suhyeon)
    _send(suhyeon)
    assert Notice.objects.count() == 1 and queries.unread(actor=suhyeon) == 1
    assert delivery.deliver_due() == 1 and delivery.deliver_due() == 0
    (letter,) = post.letters
    assert "아동수당" in letter.get_content() and "/ko/my/cases/1/" in letter.get_content()
    assert letter["Message-ID"] == f"<{Delivery.objects.get().pk}@127.0.0.1>"
    for word in ("金", "秀賢", "荻窪", "suhyeon"):
        assert word not in letter.get_content()


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "state", "reason"), [
    ("451 later", "queued", "あとで"), ("550 no such user", "failed", "受け取りません")])
def test_later_is_tried_later_and_never_is_told_with_its_reason(post, answer, state, reason):
    post.answers = [answer]
    _send(people.resident())
    delivery.deliver_due()
    row = Delivery.objects.get()
    assert row.state == state and reason in row.reason
    if state == "queued":
        assert row.next_attempt_at > timezone.now() + timedelta(seconds=50)
        Delivery.objects.update(next_attempt_at=timezone.now())
        delivery.deliver_due()
        assert Delivery.objects.get().state == "sent" and len(post.letters) == 1


@pytest.mark.django_db
def test_with_no_mail_server_nothing_is_lost(settings):
    settings.SMTP_URL = "smtp://127.0.0.1:9"
    _send(people.resident())
    delivery.deliver_due()
    assert Delivery.objects.get().state == "queued" and "つながりません" in Delivery.objects.get().reason


@pytest.mark.django_db
def test_a_worker_that_dies_after_sending_repeats_the_same_message(post, monkeypatch):
    _send(people.resident())
    monkeypatch.setattr(delivery, "_settle", lambda row, result: None)
    delivery.deliver_due()
    monkeypatch.undo()
    assert delivery.deliver_due() == 0, "leased: nobody else sends it meanwhile"
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    post.answers = []
    delivery.deliver_due()


@pytest.mark.django_db
def test_somebody_without_an_address_has_the_inbox():
    maria = people.resident("0000000005", email="")
    _send(maria)
    assert not Delivery.objects.exists() and queries.inbox(actor=maria).total == 1
    identity.set_preferences(actor=maria, email="maria@example.com", language="en")
    _send(maria, "n2")
    assert Delivery.objects.count() == 1


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=4))
def test_only_whitelisted_values_fit_into_a_notice(params):
    for code, found in wording.wordings().items():
        assert found.placeholders <= wording.ALLOWED
        if set(params) != found.placeholders:
            with pytest.raises(ValueError, match="takes"):
                actions.send.__wrapped__(
                    actor=SYSTEM, template=code, account_id="x", subject="", section="", params=params, link="",
                    idempotency_key="")
            break
