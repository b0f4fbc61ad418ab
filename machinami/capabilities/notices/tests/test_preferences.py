"""Hanako wants fewer letters and none at night. What the law wants told still reaches her; the rest stops where she says."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from machinami.capabilities.audit.models import PendingWrite
from machinami.capabilities.identity import testing as people
from machinami.capabilities.notices import actions, delivery, preferences, queries, wording
from machinami.capabilities.notices.choosing import Choices
from machinami.capabilities.notices.models import Delivery, Notice
from machinami.capabilities.notices.tests.test_notices import SYSTEM, post  # noqa: F401 - a fixture
from machinami.capabilities.notices.topics import CHANNELS, TOPICS
from machinami.foundation.errors import NotFound, Refused
from machinami.foundation.liveness import Rest

VALUES = {"title": {"ja": "児童手当"}, "number": "R8-000001", "due": "12月4日", "amount": "300円"}
NIGHT = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)  # 23:30 in the ward


@pytest.fixture(autouse=True)
def _rested(monkeypatch):
    monkeypatch.setattr(delivery, "_channel", Rest(15, 300))


def _tell(actor, template, key=""):
    wanted = wording.wordings()[template].placeholders
    return actions.send(actor=SYSTEM, template=template, account_id=actor.id, subject="cases.Case:1", section="child_family",
                        params={k: VALUES[k] for k in wanted}, link="/ja/my/cases/1/", idempotency_key=key or template)


def _all_but(topic: str, *ways: str) -> dict:
    return {code: t.usual - set(ways) if code == topic else t.usual for code, t in TOPICS.items()}


@pytest.mark.django_db
def test_progress_letters_stop_and_a_correction_is_still_told(post):  # noqa: F811
    hanako = people.resident()
    actions.choose(actor=hanako, chosen=_all_but("case", "email", "inbox"))
    for template in ("application_received", "correction_requested"):
        _tell(hanako, template)
    delivery.deliver_due()
    assert [letter["Subject"] for letter in post.letters] == ["直してほしいところがあります"]
    assert queries.inbox(actor=hanako).total == 2, "the inbox has both: of what concerns an application it can't be switched off"
    written = PendingWrite.objects.filter(body__verb="notices.choose").get().body
    assert written["detail"]["switched"] == {"case": {"email": False}} and written["person"] == hanako.person_id


@pytest.mark.django_db
def test_nothing_required_can_be_switched_off_whatever_is_posted():
    """Somebody posts an empty form: corrections, decisions and bills stay on by e-mail, cases in the inbox."""
    hanako = people.resident()
    choices = actions.choose(actor=hanako, chosen={})
    assert choices.ways("required") == ("inbox", "email") and choices.ways("case") == ("inbox",) and choices.ways("news") == ()
    _tell(hanako, "draft_expiring")
    assert not Delivery.objects.exists() and not queries.inbox(actor=hanako).total and queries.unread(actor=hanako) == 0
    assert Notice.objects.count() == 1, "what was not told is on record"


@pytest.mark.django_db
@pytest.mark.parametrize("quiet", [(7, 7), (-1, 7), (22, 24)])
def test_hours_that_are_none_are_refused_in_words(quiet):
    hanako = people.resident()
    with pytest.raises(Refused, match="静かにする時間"):
        actions.choose(actor=hanako, chosen={}, quiet=quiet)
    assert queries.choices(actor=hanako) == Choices()


@pytest.mark.django_db
def test_what_is_written_at_night_arrives_in_the_morning(post, monkeypatch):  # noqa: F811
    hanako, now = people.resident(), [NIGHT]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    actions.choose(actor=hanako, chosen=_all_but("case"), quiet=(22, 7))
    _tell(hanako, "application_received")
    assert queries.inbox(actor=hanako).total == 1 and delivery.deliver_due() == 0 and queries.late() == (0, "")
    now[0] = NIGHT + timedelta(hours=7, minutes=29)
    assert delivery.deliver_due() == 0 and queries.late() == (0, ""), "it waits on purpose: no letter is late"
    now[0] = NIGHT + timedelta(hours=7, minutes=31)
    assert delivery.deliver_due() == 1 and len(post.letters) == 1


@pytest.mark.django_db
def test_a_letter_that_waited_is_asked_about_again(post, monkeypatch):  # noqa: F811
    """The mail server was away in the evening; by now it is night, and one topic was stopped meanwhile."""
    hanako = people.resident()
    _tell(hanako, "application_received")
    _tell(hanako, "document_ready")
    actions.choose(actor=hanako, chosen=_all_but("case", "email"), quiet=(22, 7))
    monkeypatch.setattr(timezone, "now", lambda: NIGHT)
    delivery.deliver_due()
    by_topic = {d.notice.template: d for d in Delivery.objects.select_related("notice")}
    assert by_topic["application_received"].state == "stopped" and "止めています" in by_topic["application_received"].reason
    held = by_topic["document_ready"]
    assert (held.state, held.attempts) == ("queued", 0) and held.held_until == NIGHT + timedelta(hours=7, minutes=30)
    assert not post.letters and delivery.deliver_due() == 0


@given(st.integers(0, 23), st.integers(0, 23), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001
def test_quiet_hours_end_within_a_day_and_outside_of_themselves(start, end, moment):
    choices, now = Choices(quiet=(start, end)), moment.replace(tzinfo=UTC)
    until = choices.held_until(now) if start != end else None
    if until is not None:
        assert now < until <= now + timedelta(days=1) and timezone.localtime(until).hour == end
        assert choices.held_until(until) is None
    hour = timezone.localtime(now).hour
    inside = (start <= hour < end) if start < end else start != end and (hour >= start or hour < end)
    assert (until is not None) == inside


# the link in the letter (RFC 8058)

@pytest.mark.django_db
def test_one_press_in_the_mail_program_stops_the_topic_and_a_look_does_not(post):  # noqa: F811
    hanako, mei = people.resident(), people.resident("0000000005", email="mei@example.com")
    _tell(hanako, "document_ready")
    delivery.deliver_due()
    letter = post.letters.pop()
    link = letter["List-Unsubscribe"].strip("<>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and link in letter.get_content()
    assert hanako.name not in link and "hanako" not in link
    strict, path = Client(enforce_csrf_checks=True), link.removeprefix("http://127.0.0.1:8000")
    looked = strict.get(path)
    assert looked.status_code == 200 and "文書" in looked.content.decode() and "h•••@example.com" in looked.content.decode()
    assert queries.choices(actor=hanako).wants("documents", "email"), "looking changes nothing"
    for _ in range(2):
        answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and "止めました" in answer.content.decode()
    _tell(hanako, "document_ready", "second")
    _tell(hanako, "application_received")
    _tell(mei, "document_ready", "hers")
    delivery.deliver_due()
    assert [(mail["To"], mail["Subject"]) for mail in post.letters] == [
        ("hanako@example.com", "申請を受け付けました"), ("mei@example.com", "文書ができました")]
    assert "また届くように" in strict.post(path, {"do": "resume"}).content.decode()
    assert queries.choices(actor=hanako) == Choices({c: t.usual and tuple(w for w in CHANNELS if w in t.usual)
                                                     for c, t in TOPICS.items()})
    assert PendingWrite.objects.filter(body__verb="notices.choose").count() == 2, "the second press changed nothing"


@pytest.mark.django_db
def test_a_required_letter_says_why_it_cannot_be_stopped(post):  # noqa: F811
    hanako = people.resident()
    _tell(hanako, "decision_made")
    delivery.deliver_due()
    (letter,) = post.letters
    assert letter["List-Unsubscribe"] is None and "止められません（行政手続法" in letter.get_content()
    assert preferences.stop_url(hanako.id, "required", "ja") == ""


@pytest.mark.django_db
def test_a_link_that_is_not_ours_or_asks_too_much_changes_nothing():
    """The link is altered: another account, another topic, a topic the law wants told."""
    hanako, mei = people.resident(), people.resident("0000000005")
    token = preferences.stop_url(hanako.id, "case", "ja").split("/")[-2]
    client, strangers = Client(), preferences.stop_url(mei.id, "case", "ja").split("/")[-2]
    mixed = strangers.split(":")[0] + ":" + token.split(":")[1]
    for bad in (mixed, token.replace(".case", ".news"), "abc", token[:-1]):
        assert client.post(f"/ja/stop/{bad}/").status_code == 404, bad
    required = preferences.Signer(salt="notices.stop").sign(f"{hanako.id.replace('-', '')}.required")
    assert client.post(f"/ja/stop/{required}/").status_code == 422
    with pytest.raises(NotFound):
        queries.offer(mixed)
    assert all(queries.choices(actor=who) == Choices() for who in (hanako, mei))


def test_what_became_required_since_somebody_switched_it_off_is_on():
    assert Choices({"required": ()}).ways("required") == ("inbox", "email")


def test_every_template_has_a_topic_and_every_topic_that_may_stop_has_words():
    used = {w.topic for w in wording.wordings().values()}
    assert used <= set(TOPICS) and all(not t.title.missing() and not t.hint.missing() for t in TOPICS.values())
    assert all(t.why and not t.why.missing() for t in TOPICS.values() if "email" in t.fixed)


# the page

@pytest.mark.django_db
def test_the_page_keeps_what_was_chosen_and_says_what_is_wrong():
    from machinami.capabilities.identity.middleware import RESIDENT_KEY

    hanako, client = people.resident(), Client()
    session = client.session
    session[RESIDENT_KEY] = {"account": hanako.id, "level": 3}
    session["seen"] = int(time.time())
    session.save()
    page = client.get("/ja/my/notifications/").content.decode()
    assert 'id="case-email" checked' in page and 'id="required-email"' not in page and "行政手続法" in page
    form = {"case": ["push"], "news": ["inbox", "email"], "quiet": "1", "from": "22", "until": "22"}
    wrong = client.post("/ja/my/notifications/", form)
    assert wrong.status_code == 422 and 'id="news-email" checked' in wrong.content.decode()
    assert 'id="case-email" checked' not in wrong.content.decode() and queries.choices(actor=hanako) == Choices()
    assert client.post("/ja/my/notifications/", form | {"until": "6"}).status_code == 302
    kept = queries.choices(actor=hanako)
    assert kept.quiet == (22, 6) and kept.ways("case") == ("inbox", "push") and kept.ways("news") == ("inbox", "email")
