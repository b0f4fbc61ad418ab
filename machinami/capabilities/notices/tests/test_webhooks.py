"""A partner system of the child section is told what happens to its cases, can be sure it was us, and misses nothing."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Receiving
from standardwebhooks.webhooks import WebhookVerificationError

from machinami.capabilities.audit.models import PendingWrite
from machinami.capabilities.identity import actions as identity
from machinami.capabilities.identity import queries as identities
from machinami.capabilities.identity.models import PartnerToken, StaffMember
from machinami.capabilities.identity.testing import staff
from machinami.capabilities.notices import actions, queries, webhook_sending
from machinami.capabilities.notices.models import Webhook, WebhookDelivery, WebhookEvent
from machinami.capabilities.notices.tests.receiving import receiver
from machinami.capabilities.notices.tests.test_notices import post  # noqa: F401 - a fixture
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from machinami.foundation.liveness import Watch
from machinami.foundation.testing import run_tasks

pytestmark = pytest.mark.django_db
ALL = ["case.opened", "case.decided", "case.correction_requested", "charge.captured"]


@pytest.fixture
def admin():
    return staff(("*", "admin"), username="keys")


@pytest.fixture
def partner(settings, monkeypatch):
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(webhook_sending, "_rests", {})
    with receiver() as kept:
        yield kept


def _token(admin, **changes):
    given = {"name": "子育てシステム", "scopes": ["cases.view", "notices.own_webhooks"], "sections": ["child_family"],
             "expires_on": timezone.localdate() + timedelta(days=30)} | changes
    return identity.create_token(actor=admin, **given)[0]


def _hook(admin, partner, token=None, kinds=ALL):
    row, secret = actions.create_webhook(actor=admin, token_id=(token or _token(admin)).id, url=f"{partner.url}/hook", kinds=kinds)
    return row, secret


def _happened(kind="case.decided", section="child_family", **data):
    webhook_sending.note_event(kind=kind, section=section, data={"case_id": "1", **data})


def _due():
    WebhookDelivery.objects.filter(state="queued").update(next_attempt_at=timezone.now())
    return webhook_sending.deliver_hooks()


def test_it_is_told_once_signed_and_nothing_can_be_altered_on_the_way(admin, partner):
    _, secret = _hook(admin, partner)
    _happened(number="R8-000001")
    assert webhook_sending.deliver_hooks() == 1 and webhook_sending.deliver_hooks() == 0
    ((path, headers, body),) = partner.taken
    assert path == "/hook" and Receiving(secret).verify(body, headers)["data"] == {"case_id": "1", "number": "R8-000001"}
    assert headers["webhook-id"] == f"msg_{WebhookEvent.objects.get().pk.hex}"
    with pytest.raises(WebhookVerificationError):
        Receiving(secret).verify(body.replace(b"R8-000001", b"R8-000002"), headers)


def test_an_undone_change_tells_nobody(admin, partner):
    from django.db import transaction

    _hook(admin, partner)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _happened()
        raise ZeroDivisionError
    assert not WebhookEvent.objects.exists()


def test_nobody_is_told_of_what_its_token_may_not_see(admin, partner):
    """Another section, a charge without the right to see them, a kind not asked for; then a token that was taken back."""
    token = _token(admin)
    _hook(admin, partner, token)
    for kind, section in (("case.decided", "residents"), ("charge.captured", "child_family"), ("case.closed", "child_family")):
        _happened(kind, section)
    assert not WebhookEvent.objects.exists()
    _happened()
    identity.revoke_token(actor=admin, token_id=token.id)
    _happened()
    webhook_sending.deliver_hooks()
    assert not partner.taken and WebhookDelivery.objects.get().state == "failed", "what was written before is not sent either"


def test_after_a_rotation_both_secrets_hold_for_a_day(admin, partner):
    row, old = _hook(admin, partner)
    _, new = actions.rotate_secret(actor=admin, webhook_id=row.id)
    assert len(base64.b64decode(new.removeprefix("whsec_"))) == 32
    _happened()
    webhook_sending.deliver_hooks()
    _, headers, body = partner.taken.pop()
    for secret in (old, new):
        assert Receiving(secret).verify(body, headers)["type"] == "case.decided"
    hook = Webhook.objects.get()
    hook.secrets[1]["until"] = (timezone.now() - timedelta(seconds=1)).isoformat()
    hook.save()
    _happened()
    webhook_sending.deliver_hooks()
    _, headers, body = partner.taken.pop()
    assert Receiving(new).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Receiving(old).verify(body, headers)


def test_what_did_not_arrive_is_tried_later_and_then_given_up_with_every_answer_in_the_log(admin, partner):
    row, _ = _hook(admin, partner)
    partner.answers = [(500, {}, "壊れています".encode()), (503, {"Retry-After": "7200"}, b""), (302, {"Location": "/x"}, b"")] + [(500, {}, b"")] * 9
    _happened()
    assert webhook_sending.deliver_hooks() == 1
    found = WebhookDelivery.objects.get()
    assert found.state == "queued" and timezone.now() < found.next_attempt_at < timezone.now() + timedelta(seconds=10)
    _due()
    assert WebhookDelivery.objects.get().next_attempt_at > timezone.now() + timedelta(seconds=7100), "not before it said"
    while WebhookDelivery.objects.get().state == "queued":
        _due()
    (log,) = queries.webhook_deliveries(actor=admin, webhook_id=row.id).rows
    assert log.state == "given_up" and log.attempts == len(webhook_sending.WAITS) + 1
    assert log.tries[-1].status == 500 and log.tries[-1].excerpt == "壊れています" and log.tries[-3].status == 302
    assert len({headers["webhook-id"] for _, headers, _ in partner.taken}) == 1
    assert len(partner.taken) == log.attempts


def test_a_partner_that_is_down_does_not_hold_up_the_others(admin, partner):
    with receiver() as other:
        down, _ = _hook(admin, partner)
        Webhook.objects.update(url="http://127.0.0.1:9/")
        for _ in range(5):
            _happened()
        _hook(admin, other)
        _happened()
        assert webhook_sending.deliver_hooks() == 2 and len(other.taken) == 1
    assert WebhookDelivery.objects.filter(webhook_id=down.id, attempts=0).count() == 5


def test_after_days_of_failing_it_is_switched_off_and_administrators_are_told(admin, partner, post):  # noqa: F811
    StaffMember.objects.filter(pk=admin.id).update(email="keys@example.com")
    row, _ = _hook(admin, partner)
    partner.answers = [(500, {}, b"no")] * 2
    _happened()
    _due()
    assert queries.webhook(actor=admin, webhook_id=row.id).state == "active"
    Webhook.objects.update(failing_since=timezone.now() - webhook_sending.PATIENCE)
    _happened()
    _due()
    run_tasks()
    hook = queries.webhook(actor=admin, webhook_id=row.id)
    assert hook.state == "disabled" and hook.reason == "500 no" and queries.disabled_webhooks() == 1
    (letter,) = post.letters
    assert letter["To"] == "keys@example.com" and f"/desk/webhooks/{row.id}/" in letter.get_content()
    assert PendingWrite.objects.filter(body__verb="notices.disable_webhook").count() == 1
    _happened()
    assert _due() == 0, "nothing goes to it meanwhile"
    since, until = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1)
    with pytest.raises(Conflict, match="止まっています"):
        actions.replay_range(actor=admin, webhook_id=row.id, since=since, until=until)
    actions.change_webhook(actor=admin, webhook_id=row.id, state="active")
    assert actions.replay_range(actor=admin, webhook_id=row.id, since=since, until=until) == 3
    assert _due() == 3 and queries.webhook(actor=admin, webhook_id=row.id).failing_since is None


def test_one_answer_that_it_is_gone_switches_it_off_at_once(admin, partner):
    row, _ = _hook(admin, partner)
    partner.answers = [(410, {}, b"")]
    _happened()
    _due()
    assert queries.webhook(actor=admin, webhook_id=row.id).state == "disabled" and WebhookDelivery.objects.get().state == "failed"


def test_one_or_a_range_is_sent_again_under_the_same_id(admin, partner):
    row, _ = _hook(admin, partner)
    for n in range(3):
        _happened(number=n)
    WebhookEvent.objects.filter(data__number=0).update(at=timezone.now() - timedelta(days=2))
    _due()
    first = partner.taken[0][1]["webhook-id"]
    log = {d.event_id: d for d in queries.webhook_deliveries(actor=admin, webhook_id=row.id).rows}
    actions.replay(actor=admin, webhook_id=row.id, delivery_id=log[first].id)
    with pytest.raises(Conflict, match="途中"):
        actions.replay(actor=admin, webhook_id=row.id, delivery_id=log[first].id)
    _due()
    assert partner.taken[-1][1]["webhook-id"] == first
    hour, now = timedelta(hours=1), timezone.now()
    assert actions.replay_range(actor=admin, webhook_id=row.id, since=timezone.now() - hour, until=timezone.now() + hour) == 0
    assert actions.replay_range(actor=admin, webhook_id=row.id, since=timezone.now() - hour, until=timezone.now() + hour, only_missed=False) == 2
    for since, until in ((0, 0), (1, 0), (0, 40 * 24)):
        with pytest.raises(Refused, match="31日"):
            actions.replay_range(actor=admin, webhook_id=row.id, since=now + since * hour, until=now + until * hour)


def test_a_trial_is_seen_in_the_log(admin, partner):
    row, secret = _hook(admin, partner)
    actions.ping_webhook(actor=admin, webhook_id=row.id)
    _due()
    _, headers, body = partner.taken.pop()
    assert Receiving(secret).verify(body, headers) == {"type": "webhook.ping", "timestamp": json.loads(body)["timestamp"],
                                                       "data": {"webhook_id": row.id}}
    assert queries.webhook_deliveries(actor=admin, webhook_id=row.id).rows[0].tries[0].status == 201


@pytest.mark.parametrize(("url", "words"), [
    ("http://10.0.0.1/", "内側"), ("http://169.254.169.254/latest/", "内側"), ("ftp://a.example/", "https"), ("http://user@127.0.0.1/", "形")])
def test_an_address_inside_is_refused_in_words_and_so_is_one_that_moved_inside(admin, partner, settings, url, words):
    with pytest.raises(Refused) as refused:
        actions.create_webhook(actor=admin, token_id=_token(admin).id, url=url, kinds=["case.opened"])
    assert words in str(refused.value.fields["url"]) and not Webhook.objects.exists()
    _hook(admin, partner)
    settings.OUTBOUND_NETWORKS = []
    _happened()
    _due()
    found = WebhookDelivery.objects.get()
    assert found.state == "failed" and not partner.taken and "送りません" in found.tries[0]["excerpt"]


def test_a_partner_looks_after_its_own_and_nobody_elses(admin, partner):
    own, other = _token(admin), _token(admin, name="別のシステム")
    me = identities.partner_of(own.id)
    row, _ = actions.create_webhook(actor=me, token_id=own.id, url=partner.url, kinds=["case.opened"])
    theirs, _ = _hook(admin, partner, other)
    assert [w.id for w in queries.webhooks(actor=me)] == [row.id]
    for act in (actions.rotate_secret, actions.remove_webhook, actions.ping_webhook, queries.webhook, queries.webhook_deliveries):
        with pytest.raises(NotFound):
            act(actor=me, webhook_id=theirs.id)
    with pytest.raises(NotFound):
        actions.create_webhook(actor=me, token_id=other.id, url=partner.url, kinds=["case.opened"])
    PartnerToken.objects.filter(pk=own.id).update(scopes=["cases.view"])
    with pytest.raises(NotAllowed):
        queries.webhooks(actor=identities.partner_of(own.id))
    with pytest.raises(NotAllowed):
        actions.rotate_secret(actor=staff(("*", "manager"), username="boss"), webhook_id=row.id)


def test_the_secret_is_shown_once_and_sealed(admin, partner):
    from django.db import connection

    row, secret = _hook(admin, partner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secrets FROM notices_webhook")
        assert secret not in cursor.fetchone()[0]
    assert secret not in repr(queries.webhook(actor=admin, webhook_id=row.id))
    assert secret not in repr(list(PendingWrite.objects.values_list("body", flat=True)))


def test_old_events_are_forgotten_with_their_log(admin, partner):
    _hook(admin, partner)
    _happened()
    _happened()
    old = WebhookEvent.objects.order_by("pk").first()
    WebhookEvent.objects.filter(pk=old.pk).update(at=timezone.now() - webhook_sending.KEPT - timedelta(minutes=1))
    assert webhook_sending.sweep() == 1 and WebhookDelivery.objects.count() == 1


def test_a_worker_killed_after_sending_repeats_the_same_id_and_only_when_its_lease_is_over(admin, partner, monkeypatch):
    _hook(admin, partner)
    _happened()
    with monkeypatch.context() as dying:
        dying.setattr(webhook_sending, "_settle", lambda *_: None)
        webhook_sending.deliver_hooks()
    assert webhook_sending.deliver_hooks() == 0, "its lease still holds"
    monkeypatch.setattr(webhook_sending, "_leases", Watch(0, 1))
    assert webhook_sending.deliver_hooks() == 1
    first, again = (headers["webhook-id"] for _, headers, _ in partner.taken)
    assert first == again and WebhookDelivery.objects.get().state == "sent"
