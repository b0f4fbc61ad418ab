"""花子さん throws a draft away, mistypes an address, and takes an application back."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.middleware import RESIDENT_KEY
from machinami.capabilities.procedures import actions, testing
from machinami.foundation.actors import system

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hanako():
    actions.publish_definitions(actor=system("test"))
    return people.resident()


@pytest.fixture
def client(hanako) -> Client:
    client = Client()
    session = client.session
    session.update({RESIDENT_KEY: {"account": hanako.id, "level": 3}, "seen": int(time.time())})
    session.save()
    return client


def test_a_draft_is_thrown_away_only_after_saying_what_is_lost(client, hanako):
    draft = actions.start_draft(actor=hanako, code="residence_certificate")
    page = f"/ja/apply/{draft.id}/discard/"
    assert "もとに戻せません" in client.get(page).content.decode()
    assert client.get(f"/ja/apply/{draft.id}/check/").status_code == 200, "looking does nothing"
    assert client.post(page).status_code == 302
    assert client.get(page).status_code == 404


def test_an_address_that_can_not_be_is_shown_as_it_was_typed(client):
    answer = client.post("/ja/my/contact/", {"email": "hanako@", "language": "ko"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="hanako@"' in page and '<option value="ko" selected' in page


def test_nothing_comes_after_an_application_was_taken_back(client, hanako):
    sent = testing.apply(actor=hanako, code="pregnancy_report")
    page = f"/ja/my/cases/{sent.id}/"
    assert 'class="later"' in client.get(page).content.decode()
    cases.withdraw(actor=hanako, case_id=sent.id)
    assert 'class="later"' not in client.get(page).content.decode()
