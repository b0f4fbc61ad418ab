"""健さん at the residents' counter: coins against a certificate, coins back for a refusal, the box counted at five."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model

from machinami.capabilities.cases import actions as case_actions
from machinami.capabilities.cases import queries as cases
from machinami.capabilities.documents import queries as documents
from machinami.capabilities.identity import testing as people
from machinami.capabilities.payments import queries as payments
from machinami.capabilities.procedures import actions
from machinami.capabilities.procedures.testing import apply
from machinami.foundation.actors import system
from machinami.foundation.testing import run_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def ken(client, db):
    actions.publish_definitions(actor=system("test"))
    actor = people.staff(("residents", "clerk"), ("residents", "approver"), ("residents", "cashier"), username="kumin")
    client.force_login(get_user_model().objects.get(pk=actor.id))
    return actor


def state(sent):
    return cases.case(actor=system("test"), case_id=sent.id, purpose="試験").row.state


def charge_of(sent):
    (found,) = payments.charges_of(actor=system("test"), subject=f"cases.Case:{sent.id}")
    return found


def test_a_certificate_for_coins(client, ken):
    mitsu = people.resident("0000000004")
    sent = apply(actor=mitsu, code="residence_certificate")
    run_tasks()
    page = client.get(f"/desk/cases/{sent.id}/").content.decode()
    assert "窓口で現金を受け取る" in page
    short = client.post(f"/desk/charges/{sent.charge_id}/cash/", {"key": "0", "tendered": "１００円"})
    assert short.status_code == 422 and "円以上" in short.content.decode() and "１００円" in short.content.decode()
    amount = charge_of(sent).amount
    taken = client.post(f"/desk/charges/{sent.charge_id}/cash/", {"key": "0", "tendered": f"{amount + 200:,}円"}, follow=True)
    assert "お釣りは200円" in taken.content.decode()
    run_tasks()
    assert state(sent) == "completed"
    assert {d.title.ja for d in documents.documents_of(actor=mitsu, subject=f"cases.Case:{sent.id}")} == {"住民票の写し", "領収書"}
    assert all(d.state == "released" for d in documents.documents_of(actor=mitsu, subject=f"cases.Case:{sent.id}"))


def test_a_worker_that_died_half_way_after_the_coins_is_run_again(client, ken):
    sent = apply(actor=people.resident("0000000004"), code="residence_certificate")
    client.post(f"/desk/charges/{sent.charge_id}/cash/", {"key": "0", "tendered": "9999"})
    case_actions.payment_settled(actor=system("test"), case_id=sent.id)
    run_tasks()
    assert state(sent) == "completed"


def test_taken_back_after_the_coins_they_are_owed(client, ken):
    fang = people.resident()
    sent = apply(actor=fang, code="seal_certificate")
    client.post(f"/desk/charges/{sent.charge_id}/cash/", {"key": "0", "tendered": "9999"})
    run_tasks()
    case_actions.withdraw(actor=fang, case_id=sent.id)
    run_tasks()
    (owed,) = payments.owed(actor=ken, section="residents")
    assert owed.amount == charge_of(sent).amount


def test_a_refusal_gives_the_coins_back_at_the_counter(client, ken):
    sent = apply(actor=people.resident(), code="seal_certificate")
    client.post(f"/desk/charges/{sent.charge_id}/cash/", {"key": "0", "tendered": str(charge_of(sent).amount)})
    run_tasks()
    assert state(sent) == "received", "a fee in cash brings the case to the desk"
    actions.decide(actor=ken, case_id=sent.id, outcome="refused", reasons=["card_differs"])
    run_tasks()
    page = client.get("/desk/till/?section=residents").content.decode()
    owed = re.search(r"/desk/till/([0-9a-f-]{36})/pay-out/", page)[1]
    for _ in range(2):
        assert client.post(f"/desk/till/{owed}/pay-out/", {"section": "residents"}).status_code == 302
    assert charge_of(sent).state == "refunded" and "ありません。" in client.get("/desk/till/?section=residents").content.decode()


def test_part_of_it_is_given_back_from_the_case(client, ken):
    sent = apply(actor=people.resident("0000000004"), code="residence_certificate")
    client.post(f"/desk/charges/{sent.charge_id}/cash/", {"key": "0", "tendered": "9999"})
    run_tasks()
    assert client.post(f"/desk/charges/{sent.charge_id}/refund/", {"key": "0", "amount": "100", "why": ""}).status_code in (403, 422)
    people.staff(("residents", "manager"), username="kumin")
    told = client.post(f"/desk/charges/{sent.charge_id}/refund/", {"key": "0", "amount": "100", "why": "汚れていたため"}, follow=True)
    assert "返金しました" in told.content.decode() and charge_of(sent).refunded == 100
    again = client.post(f"/desk/charges/{sent.charge_id}/refund/", {"key": "0", "amount": "100", "why": "汚れていたため"})
    assert again.status_code == 302 and charge_of(sent).refunded == 100, "a second press is the same"
    more = client.post(f"/desk/charges/{sent.charge_id}/refund/", {"key": "100", "amount": "99999", "why": "まちがい"})
    assert more.status_code == 422 and "まちがい" in more.content.decode()


def test_the_box_is_counted(client, ken):
    sent = apply(actor=people.resident("0000000004"), code="residence_certificate")
    client.post(f"/desk/charges/{sent.charge_id}/cash/", {"key": "0", "tendered": "9999"})
    form = {"section": "residents", "day": "", "counted": "", "explanation": ""}
    assert "数字で" in client.post("/desk/till/close/", form).content.decode()
    wrong = client.post("/desk/till/close/", form | {"counted": "0"})
    assert wrong.status_code == 422 and "理由を入力" in wrong.content.decode()
    closed = client.post("/desk/till/close/", form | {"counted": str(charge_of(sent).amount)}, follow=True)
    assert "締めました" in closed.content.decode() and "職員 kumin" in closed.content.decode()


def test_other_counters_are_not_seen(client, ken):
    page = client.get("/desk/till/?section=childcare").content.decode()
    assert 'value="childcare"' not in page and 'value="residents" selected' in page
