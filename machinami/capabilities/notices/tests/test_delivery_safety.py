"""A busy evening at the post room: slow servers, dying workers, odd addresses. Nobody gets a letter twice,
and one bad letter does not keep the others from going out."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.models import Account
from machinami.capabilities.notices import actions, delivery, mail, wording
from machinami.capabilities.notices.models import Delivery
from machinami.capabilities.notices.ports import Away, Channel, Deferred, Failed, Message, Sent
from machinami.foundation.actors import system
from machinami.foundation.errors import NotFound
from machinami.foundation.liveness import Rest, Watch

SYSTEM = system("test")


@pytest.fixture(autouse=True)
def _rested(monkeypatch):
    monkeypatch.setattr(delivery, "_channel", Rest(15, 300))


class Post:
    """A mail server; ``during`` runs while it holds a letter, ``after`` answers the client's goodbye."""

    def __init__(self) -> None:
        self.letters, self.rcpt, self.quit = [], "250 OK", "221 Bye"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        return self.quit


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


def _send(actor, key, section="child_family"):
    return actions.send(actor=SYSTEM, template="document_ready", account_id=actor.id, subject="cases.Case:1",
                        section=section, params={"title": {"ja": "住民票の写し"}, "number": "R8-000001"},
                        link="/ja/my/cases/1/", idempotency_key=key)


class Slow(Channel):
    """Counts what it sends; ``meanwhile`` happens while the first letter is under way."""

    code = "email"

    def __init__(self, meanwhile=None):
        self.sent, self.meanwhile = [], meanwhile

    def send(self, message: Message):
        self.sent.append(message.identifier)
        if self.meanwhile:
            self.meanwhile, run = None, self.meanwhile
            run()
        return Sent()


@pytest.mark.django_db
def test_a_second_worker_leaves_what_the_first_is_sending(monkeypatch):
    """Two workers start in the same second; the second sends what the first has not begun."""
    hanako = people.resident()
    for n in range(3):
        _send(hanako, f"n{n}")
    second = []
    channel = Slow(lambda: second.append(delivery.deliver_due()))
    monkeypatch.setitem(delivery.CHANNELS, "email", channel)
    assert delivery.deliver_due() == 1 and second == [2]
    assert len(channel.sent) == len(set(channel.sent)) == 3


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_send_each_letter_once(monkeypatch):
    """The evening run: four workers, twenty letters, one database."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads need a database on disk or a server; PostgreSQL runs this one")
    hanako = people.resident()
    for n in range(20):
        _send(hanako, f"n{n}")
    channel = Slow()
    monkeypatch.setitem(delivery.CHANNELS, "email", channel)

    def work():
        try:
            while delivery.deliver_due(3):
                pass
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    assert len(channel.sent) == len(set(channel.sent)) == 20


@pytest.mark.django_db
def test_a_worker_killed_between_sending_and_noting_it_repeats_the_same_message_id(post, monkeypatch):
    """Power fails after the server took the letter; the repeat carries the same Message-ID."""
    _send(people.resident(), "n1")
    with monkeypatch.context() as dying:
        dying.setattr(delivery, "_settle", lambda row, result: None)
        delivery.deliver_due()
    assert delivery.deliver_due() == 0, "its lease still holds"
    monkeypatch.setattr(delivery, "_leases", Watch(0, 1))
    delivery.deliver_due()
    first, again = post.letters
    assert first["Message-ID"] == again["Message-ID"] == f"<{Delivery.objects.get().pk}@127.0.0.1>"
    assert Delivery.objects.get().state == "sent"


class PowerCut(BaseException):
    """Nothing catches it, as nothing catches kill −9."""


@pytest.mark.django_db
def test_a_worker_killed_over_one_letter_keeps_no_other_waiting(monkeypatch):
    """Fifty letters wait, the worker dies over the first: the next worker sends the others at once, and that one, under
    the same identifier, when its lease has gone unrenewed."""
    def die():
        raise PowerCut

    hanako = people.resident()
    for n in range(50):
        _send(hanako, f"n{n}")
    channel, now = Slow(die), [0.0]
    monkeypatch.setitem(delivery.CHANNELS, "email", channel)
    with pytest.raises(PowerCut):
        delivery.deliver_due()
    monkeypatch.setattr(delivery, "_leases", Watch(delivery.LEASE, delivery.LEASE, clock=lambda: now[0]))
    assert delivery.deliver_due() == 49 and len(set(channel.sent)) == 50
    now[0] += delivery.LEASE - 1
    assert delivery.deliver_due() == 0
    now[0] += 1
    assert delivery.deliver_due() == 1 and channel.sent[0] == channel.sent[-1]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_a_letter_under_way_stays_its_workers_however_slow_the_server_is(monkeypatch):
    """The server takes ten leases to answer; another worker looks all the time and never gets the letter."""
    monkeypatch.setattr(delivery, "RENEW", 0.05)
    monkeypatch.setattr(delivery, "_leases", Watch(0.6, 0.2))
    taken = []

    def look():
        for _ in range(100):
            taken.append(delivery.deliver_due())
            time.sleep(0.02)

    _send(people.resident(), "n1")
    channel = Slow(look)
    monkeypatch.setitem(delivery.CHANNELS, "email", channel)
    assert delivery.deliver_due() == 1
    assert not any(taken) and len(channel.sent) == 1 and Delivery.objects.get().state == "sent"


@pytest.mark.django_db
@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(hours=3)])
def test_a_clock_that_jumps_neither_doubles_a_letter_nor_holds_it_up(monkeypatch, jump):
    """The office's clock is set while one letter is under way and another waits."""
    def clock_is_set():
        real = timezone.now
        monkeypatch.setattr(timezone, "now", lambda: real() + jump)
        assert delivery.deliver_due() == 1

    hanako = people.resident()
    _send(hanako, "n1")
    _send(hanako, "n2")
    channel = Slow(clock_is_set)
    monkeypatch.setitem(delivery.CHANNELS, "email", channel)
    assert delivery.deliver_due() == 1
    assert len(channel.sent) == len(set(channel.sent)) == 2


@pytest.mark.django_db
def test_a_rude_goodbye_after_the_letter_was_taken_sends_it_no_second_time(post):
    post.quit = "421 too busy"
    _send(people.resident(), "n1")
    delivery.deliver_due()
    assert Delivery.objects.get().state == "sent" and len(post.letters) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "state"), [("450 mailbox busy", "queued"), ("550 unknown", "failed")])
def test_the_recipients_mailbox_decides(post, answer, state):
    post.rcpt = answer
    _send(people.resident(), "n1")
    delivery.deliver_due()
    assert Delivery.objects.get().state == state and Delivery.objects.get().reason


@pytest.mark.django_db
def test_one_letter_that_cannot_be_made_does_not_hold_up_the_next(post):
    """A template was withdrawn while its notice waited."""
    hanako = people.resident()
    _send(hanako, "n1")
    bad = Delivery.objects.get()
    bad.notice.template = "withdrawn"
    bad.notice.save()
    _send(hanako, "n2")
    assert delivery.deliver_due() == 2 and len(post.letters) == 1
    bad.refresh_from_db()
    assert bad.state == "queued" and bad.attempts == 1 and "つまずきました" in bad.reason


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["a@example.com\nBcc: x@example.com", "花子@例え.jp", "no-at-sign <", "a b@example.com"])
def test_an_odd_address_fails_in_words_or_is_left_to_the_server(post, address):
    """Whatever stands in the address, no second header is made of it and the worker goes on."""
    hanako = people.resident()
    Account.objects.filter(pk=hanako.id).update(email=address)
    _send(hanako, "n1")
    delivery.deliver_due()
    row = Delivery.objects.get()
    assert row.state in ("failed", "sent") and (row.reason or row.state == "sent")
    assert not any(letter["Bcc"] for letter in post.letters)


def test_a_wrong_password_or_an_unverifiable_server_makes_letters_wait(settings, tmp_path):
    """The office mistyped a setting: letters wait until it is mended, they are not lost."""
    message = Message(identifier="x@h", address="a@example.com", language="ja", title="t", body="b", url="u")
    controller = Controller(Post(), hostname="127.0.0.1", port=0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        controller.port = free.getsockname()[1]
    controller.start()
    try:
        for url in (f"smtp://u:p@127.0.0.1:{controller.port}", f"smtp://127.0.0.1:{controller.port}?starttls=1",
                    f"smtps://127.0.0.1:{controller.port}"):
            settings.SMTP_URL = url
            result = mail.Mail().send(message)
            assert isinstance(result, Away), url
    finally:
        controller.stop()


@pytest.mark.django_db
def test_a_delivery_is_given_up_after_the_last_wait_and_the_desk_of_its_section_sends_it_again(post):
    """The mailbox is full for days."""
    post.rcpt = "452 mailbox full"
    _send(people.resident(), "n1")
    for _ in range(len(delivery.WAITS) + 1):
        assert Delivery.objects.get().state == "queued"
        Delivery.objects.update(next_attempt_at=timezone.now())
        delivery.deliver_due()
    row = Delivery.objects.get()
    assert row.state == "given_up" and "452" in row.reason
    with pytest.raises(NotFound):
        actions.retry(actor=people.staff(("residents", "manager"), username="other"), delivery_id=row.pk)
    actions.retry(actor=people.staff(("child_family", "manager")), delivery_id=row.pk)
    assert Delivery.objects.get().state == "queued"


@pytest.mark.django_db
def test_while_the_mail_server_is_away_letters_wait_and_then_go_at_once(settings, post, monkeypatch):
    """An hour without the server: it is asked now and then, not once for each of thirty letters; no letter is given up, and
    all go within minutes of its coming back."""
    now = [0.0]
    monkeypatch.setattr(delivery, "_channel", Rest(15, 300, clock=lambda: now[0]))
    there, settings.SMTP_URL = settings.SMTP_URL, "smtp://127.0.0.1:9"
    hanako = people.resident()
    for n in range(30):
        _send(hanako, f"n{n}")
    tried = 0
    for _ in range(3600):
        tried += delivery.deliver_due()
        now[0] += 1
    assert tried < 20
    assert set(Delivery.objects.values_list("state", "attempts")) == {("queued", 0)}
    assert any("つながりません" in reason for reason in Delivery.objects.values_list("reason", flat=True))
    settings.SMTP_URL = there
    now[0] += 300
    assert delivery.deliver_due() == 30 and len(post.letters) == 30


@pytest.mark.django_db
def test_letters_leave_the_worker_time_for_its_other_work(monkeypatch):
    """The server takes long over each of fifty letters: after a while the worker looks at its tasks."""
    hanako = people.resident()
    for n in range(5):
        _send(hanako, f"n{n}")
    channel = Slow()
    monkeypatch.setitem(delivery.CHANNELS, "email", channel)
    assert delivery.deliver_due(seconds=0) == 0
    ticks = iter(range(100))
    monkeypatch.setattr(delivery.time, "monotonic", lambda: next(ticks))
    assert delivery.deliver_due(seconds=3) == 2


@pytest.mark.django_db
def test_without_a_server_the_letter_is_one_file_however_often_it_is_written(settings, tmp_path):
    settings.SMTP_URL, settings.VAR = "", tmp_path
    _send(people.resident(), "n1")
    delivery.deliver_due()
    Delivery.objects.update(state="queued", next_attempt_at=timezone.now())
    delivery.deliver_due()
    (letter,) = (tmp_path / "mail").iterdir()
    assert letter.suffix == ".eml" and "/ja/my/cases/1/" in message_from_bytes(
        letter.read_bytes(), policy=policy.default).get_content()


def _entry(**changes):
    five = {"ja": "あ{number}", "en": "a{number}", "zh": "b{number}", "ko": "c{number}", "easy": "d{number}"}
    title = dict.fromkeys(five, "題")
    return {"t": {"title": title, "body": five} | changes}


@pytest.mark.parametrize("changes", [
    {"title": {"ja": "題{number}", "en": "x", "zh": "x", "ko": "x", "easy": "x"}},
    {"body": {"ja": "{number}", "en": "x", "zh": "{number}", "ko": "{number}", "easy": "{number}"}},
    {"body": dict.fromkeys(("ja", "en", "zh", "ko", "easy"), "{name}")}, {"body": {"ja": "だけ"}}, {"extra": {}}])
def test_a_template_with_a_fault_is_found_when_it_is_read(changes):
    assert wording.read(_entry(), "x")
    with pytest.raises(ValueError, match=r"^x: t"):
        wording.read(_entry(**changes), "x")


@pytest.mark.django_db
@given(name=st.text("杉並花子山田髙﨑𠮷", min_size=2, max_size=8), email=st.emails())
@limits(max_examples=15, deadline=None)
def test_neither_name_nor_address_of_the_person_gets_into_a_letter(name, email):
    """Whoever the resident is, the letter reads the same but for its recipient."""
    class Kept(Channel):
        def send(self, message):
            written.append((message.title, message.body, message.url.removeprefix("http")))
            return Sent()

    written, hanako = [], people.resident()
    _send(hanako, "same")
    row, channel = Delivery.objects.select_related("notice").get(), Kept()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(delivery.CHANNELS, "email", channel)
        for values in ({"name": "杉並 花子", "email": "hanako@example.com"}, {"name": name, "email": email}):
            Account.objects.filter(pk=hanako.id).update(**values)
            delivery._send(row)
    assert written[0] == written[1]
    assert "杉並 花子" not in "".join(written[0]) and "hanako" not in "".join(written[0])


def test_failed_is_not_deferred():
    assert isinstance(mail._answer(550, b"no"), Failed) and isinstance(mail._answer(451, "later"), Deferred)
