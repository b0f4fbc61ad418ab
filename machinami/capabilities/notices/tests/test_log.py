"""Years later somebody asks whether Hanako was told. The record says when, what, by which way and with what outcome, and nobody
could have changed it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from machinami.capabilities.audit.models import PendingWrite
from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.models import Account
from machinami.capabilities.notices import actions, delivery, log, queries
from machinami.capabilities.notices.models import Delivery, LogEntry, ShredPermit
from machinami.capabilities.notices.queries import Filter
from machinami.capabilities.notices.tests.test_notices import SYSTEM, post  # noqa: F401 - a fixture
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from machinami.foundation.liveness import Rest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rested(monkeypatch):
    monkeypatch.setattr(delivery, "_channel", Rest(15, 300))


def _tell(actor, key, section="child_family"):
    return actions.send(actor=SYSTEM, template="document_ready", account_id=actor.id, subject="cases.Case:1", section=section,
                        params={"title": {"ja": "住民票の写し"}, "number": "R8-000001"}, link="/ja/my/cases/1/", idempotency_key=key)


def _all():
    return list(LogEntry.objects.order_by("pk").values_list("channel", "outcome", "code", "attempt"))


def test_each_thing_told_and_each_try_is_on_record_without_a_word_of_it(post):  # noqa: F811
    hanako = people.resident()
    post.answers = ["451 try later hanako@example.com", "550 unknown user hanako@example.com"]
    notice = _tell(hanako, "n1")
    for _ in range(2):
        Delivery.objects.update(next_attempt_at=timezone.now())
        delivery.deliver_due()
    assert _all() == [("inbox", "shown", "", 0), ("email", "deferred", "451", 1), ("email", "failed", "550", 2)]
    kept = LogEntry.objects.first()
    assert (str(kept.notice_id), str(kept.account_id), kept.template, kept.topic) == (notice.id, hanako.id, "document_ready", "documents")
    everything = repr(list(LogEntry.objects.values()))
    assert not [word for word in ("hanako@", "花子", "住民票", "R8-", "unknown user") if word in everything]


def test_waiting_for_the_mail_server_or_the_morning_is_no_outcome(settings):
    settings.SMTP_URL = "smtp://127.0.0.1:9"
    _tell(people.resident(), "n1")
    delivery.deliver_due()
    assert _all() == [("inbox", "shown", "", 0)]


def test_what_was_not_wanted_is_on_record_as_that(post):  # noqa: F811
    hanako = people.resident()
    actions.send(actor=SYSTEM, template="draft_expiring", account_id=hanako.id, subject="x", section="child_family",
                 params={"title": {"ja": "あ"}, "due": "12月4日"}, link="", idempotency_key="n1")
    actions.choose(actor=hanako, chosen={})
    delivery.deliver_due()
    actions.send(actor=SYSTEM, template="draft_expiring", account_id=hanako.id, subject="x", section="child_family",
                 params={"title": {"ja": "あ"}, "due": "12月4日"}, link="", idempotency_key="n2")
    assert _all() == [("inbox", "shown", "", 0), ("email", "stopped", "", 1), ("inbox", "stopped", "", 0)]


@pytest.mark.parametrize("harm", [lambda rows: rows.update(outcome="sent"), lambda rows: rows.delete()])
def test_the_database_itself_refuses_to_alter_or_forget(harm):
    _tell(people.resident(), "n1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        harm(LogEntry.objects.all())
    ShredPermit.objects.create(before=timezone.now() - timedelta(days=1))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        harm(LogEntry.objects.all())
    assert _all() == [("inbox", "shown", "", 0)]


def test_only_the_shredder_forgets_and_only_what_its_years_are_over_of(monkeypatch):
    hanako = people.resident()
    limit = log.erasable_before(timezone.localdate())
    for key, at in (("old", limit - timedelta(seconds=1)), ("kept", limit), ("new", timezone.now())):
        with monkeypatch.context() as then:
            then.setattr(timezone, "now", lambda at=at: at)
            _tell(hanako, key)
    with pytest.raises(NotAllowed):
        actions.shred(actor=people.staff(("*", "manager")))
    with pytest.raises(Refused, match="より前の記録だけ"):
        actions.shred(actor=SYSTEM, before=limit + timedelta(seconds=1))
    assert actions.shred(actor=SYSTEM) == 1 and actions.shred(actor=SYSTEM) == 0
    assert LogEntry.objects.count() == 2 and not ShredPermit.objects.exists()
    assert PendingWrite.objects.get(body__verb="notices.shred").body["detail"]["number"] == 1


@pytest.mark.parametrize(("today", "limit"), [
    (date(2026, 3, 31), "2022-03-31T15:00:00+00:00"), (date(2026, 4, 1), "2023-03-31T15:00:00+00:00"), (date(2026, 11, 25), "2023-03-31T15:00:00+00:00")])
def test_years_count_from_the_end_of_the_fiscal_year(today, limit):
    assert log.erasable_before(today).astimezone(UTC).isoformat() == limit


# the board

def test_figures_and_lists_are_of_ones_own_sections(post):  # noqa: F811
    hanako, clerk = people.resident(), people.staff(("child_family", "clerk"))
    post.answers = ["550 no", "250 OK", "250 OK"]
    for key, section in (("n1", "child_family"), ("n2", "child_family"), ("n3", "residents")):
        _tell(hanako, key, section)
        delivery.deliver_due()
    today = timezone.localdate()
    found = {(f.channel, f.outcome): f.number for f in queries.figures(actor=clerk, since=today, until=today)}
    assert found == {("inbox", "shown"): 2, ("email", "failed"): 1, ("email", "sent"): 1}
    assert not queries.figures(actor=clerk, since=today - timedelta(days=9), until=today - timedelta(days=1))
    assert queries.deliveries(actor=clerk, filters=Filter(state="sent")).total == 1
    assert queries.deliveries(actor=clerk, filters=Filter(channel="push")).total == 0
    assert queries.deliveries(actor=clerk, filters=Filter(template="document_ready", since=today, until=today)).total == 2
    assert queries.log(actor=clerk, filters=Filter(state="failed")).total == 1 and queries.log(actor=clerk, filters=Filter()).total == 4
    for ask in (queries.failing, lambda **who: queries.figures(since=today, until=today, **who), lambda **who: queries.log(filters=Filter(), **who)):
        with pytest.raises(NotAllowed):
            ask(actor=hanako)


def test_a_day_is_the_wards_day(monkeypatch):
    """Half past eight in the evening, UTC, is the next morning in the ward."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 20, 30, tzinfo=UTC))
    _tell(people.resident(), "n1")
    (figure,) = queries.figures(actor=SYSTEM, since=date(2026, 11, 25), until=date(2026, 11, 25))
    assert figure.day == date(2026, 11, 25)


def test_an_address_that_fails_is_shown_veiled_until_something_arrives_and_is_tried_again_at_once(post):  # noqa: F811
    hanako, boss = people.resident(), people.staff(("child_family", "manager"), username="boss")
    post.answers = ["550 no such user", "550 no such user"]
    for key in ("n1", "n2"):
        _tell(hanako, key)
    delivery.deliver_due()
    (row,) = queries.failing(actor=boss)
    assert (row.address, row.number, row.case_id) == ("h•••@example.com", 2, "1") and "550" in row.reason
    assert not queries.failing(actor=people.staff(("residents", "manager"), username="other"))
    with pytest.raises(NotFound):
        actions.retry_all_of(actor=people.staff(("residents", "manager"), username="other"), account_id=hanako.id)
    with pytest.raises(NotAllowed):
        actions.retry_all_of(actor=people.staff(("child_family", "clerk"), username="clerk"), account_id=hanako.id)
    Account.objects.filter(pk=hanako.id).update(email="new@example.com")
    _tell(hanako, "n3")
    delivery.deliver_due()
    assert not queries.failing(actor=boss), "the address was mended: something has arrived since"
    post.letters.clear()
    assert actions.retry_all_of(actor=boss, account_id=hanako.id) == 2
    delivery.deliver_due()
    assert [mail["To"] for mail in post.letters] == ["new@example.com"] * 2 and not queries.failing(actor=boss)


def test_what_arrived_is_sent_again_under_the_same_identifier_and_what_is_under_way_is_not(post):  # noqa: F811
    boss = people.staff(("child_family", "manager"), username="boss")
    _tell(people.resident(), "n1")
    row = Delivery.objects.get()
    with pytest.raises(Conflict, match="途中"):
        actions.retry(actor=boss, delivery_id=row.pk)
    delivery.deliver_due()
    actions.retry(actor=boss, delivery_id=row.pk)
    delivery.deliver_due()
    first, again = post.letters
    assert first["Message-ID"] == again["Message-ID"]
