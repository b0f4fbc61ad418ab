"""メイさん's employer files for its staff: a program begins the pregnancy report, fills it in, and sends it once."""

from __future__ import annotations

import time
from datetime import timedelta
from random import Random

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.cases.models import Case
from machinami.capabilities.identity import testing as people
from machinami.capabilities.procedures import actions, queries, submission
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.models import Draft
from machinami.capabilities.procedures.testing import payloads
from machinami.foundation.actors import system

pytestmark = pytest.mark.django_db
AGREED = ["agree_truth", "agree_support"]


def signed_in(actor) -> Client:
    client = Client()
    session = client.session
    session.update({"resident": {"account": actor.id, "level": 3}, "seen": int(time.time())})
    session.save()
    client.cookies["machinami_session"] = session.session_key
    return client


@pytest.fixture
def mei():
    actions.publish_definitions(actor=system("test"))
    return people.resident()


@pytest.fixture
def client(mei):
    return signed_in(mei)


def answers(**changes):
    address = {"postal_code": "1660003", "prefecture": "東京都", "city": "杉並区", "town": "高円寺南", "block": "2丁目1番1号"}
    due = timezone.localdate() + timedelta(days=217)
    mine = {
        "confirmed": True, "reported_elsewhere": False, "due_on": due.isoformat(), "weeks": 9, "babies": 2,
        "clinic_name": "高円寺産婦人科", "checks": "not_yet", "person_name": {"full": "LIN MEI", "full_kana": "リン メイ"},
        "person_birth": "1995-05-05", "person_job": "会社員", "person_address": address, "person_phone": "09012345678",
        "interview": "online", "handover": "interview", "handbook_language": "zh"} | changes
    return {k: v for k, v in mine.items() if v is not None}


def begin(client):
    answer = client.post("/api/v1/drafts", {"code": "pregnancy_report"}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def put(client, draft, given, question="", **more):
    path = f"/api/v1/drafts/{draft['id']}/answers{'/' if question else ''}{question}"
    return client.put(path, {"answers": given, **more}, content_type="application/json")


def send(client, draft, key="k-1", agreed=AGREED):
    return client.post(f"/api/v1/drafts/{draft['id']}/submit", {"agreed": agreed}, content_type="application/json",
                       headers={"Idempotency-Key": key} if key else {})


def test_begun_filled_in_and_sent_once(client, mei):
    draft = begin(client)
    assert draft["answers"]["person_name"]["family"] == "杉並" and "clinic_name" in draft["missing"]
    saved = put(client, draft, answers(), revision=draft["revision"])
    assert saved.status_code == 200 and saved.json()["missing"] == {} and saved.json()["revision"] == 1
    first, again = send(client, draft), send(client, draft, key="k-2")
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    case = cases.case(actor=mei, case_id=first.json()["id"], purpose="本人が見る")
    assert case.row.number == first.json()["number"] and case.answers["clinic_name"] == "高円寺産婦人科"
    assert Case.objects.count() == 1 and client.get("/api/v1/drafts").json()["rows"] == []
    assert put(client, draft, answers()).status_code == 409, "what was sent is not written over"


def test_a_question_at_a_time_and_the_pages_go_on_from_there(client):
    draft = begin(client)
    assert put(client, draft, {"confirmed": True}, "confirmed").status_code == 200
    found = put(client, draft, {"reported_elsewhere": True}, "reported_elsewhere").json()
    assert found["answers"]["confirmed"] is True and "手帳" in found["not_for"]
    refused = put(client, draft, {"weeks": 9}, "confirmed")
    assert refused.status_code == 422 and set(refused.json()["fields"]) == {"weeks"}
    assert put(client, draft, {}, "nothing_of_the_kind").status_code == 404
    page = client.get(f"/ja/apply/{draft['id']}/")
    assert page["Location"].endswith("/due/"), "two questions are done"


def test_nothing_is_saved_when_something_is_wrong_and_it_says_where(client):
    draft = begin(client)
    wrong = put(client, draft, answers(weeks="nine", person_birth="2026-02-30", agree_truth=True, extra=1))
    assert wrong.status_code == 422
    assert set(wrong.json()["fields"]) == {"weeks", "person_birth.year", "agree_truth", "extra"}
    assert Draft.objects.get().revision == 0
    put(client, draft, answers(clinic_name=None))
    unsent = send(client, draft, agreed=["agree_truth"])
    assert unsent.status_code == 422 and set(unsent.json()["fields"]) == {"clinic_name", "agree-agree_support"}
    assert Case.objects.count() == 0


def test_somebody_elses_newer_answers_are_not_overwritten(client):
    draft = begin(client)
    put(client, draft, answers(), revision=0)
    late = put(client, draft, answers(babies=1), revision=0)
    assert late.status_code == 409 and late.json()["code"] == "revision"
    assert Draft.objects.get().answers["babies"] == 2


def test_anothers_application_does_not_exist(client):
    draft = begin(client)
    other = signed_in(people.resident("0000000004"))
    for answer in (other.get(f"/api/v1/drafts/{draft['id']}"), put(other, draft, {}), send(other, draft),
                   other.delete(f"/api/v1/drafts/{draft['id']}")):
        assert answer.status_code == 404
    assert send(client, draft, key="").status_code == 422, "a key is asked for"
    assert client.delete(f"/api/v1/drafts/{draft['id']}").status_code == 204
    assert client.get(f"/api/v1/drafts/{draft['id']}").status_code == 404


def test_an_answer_changed_while_it_is_looked_through_is_looked_through_again(mei, monkeypatch):
    """She presses send on the telephone while her computer saves a last change."""
    draft = actions.start_draft(actor=mei, code="pregnancy_report")
    actions.put_answers(actor=mei, draft_id=draft.id, answers=answers())
    look, looked = submission.look_through, []

    def slowly(actor, row, agreed, language):
        ready = look(actor, row, agreed, language)
        if not looked:
            actions.put_answers(actor=mei, draft_id=draft.id, answers=answers(babies=1))
        looked.append(row.revision)
        return ready

    monkeypatch.setattr(submission, "look_through", slowly)
    sent = actions.submit(actor=mei, draft_id=draft.id, idempotency_key="k", agreed=AGREED)
    assert looked == [1, 2] and Case.objects.get(pk=sent.id).answers["babies"] == 1


def test_sending_asks_the_database_no_more_than_it_must(mei):
    """One application: a fixed number of statements, however many fields and people in the household."""
    definition = queries.definition("pregnancy_report")
    for number in range(2):
        draft = actions.start_draft(actor=mei, code="pregnancy_report")
        Draft.objects.filter(pk=draft.id).update(
            answers=payloads(definition, Random(number), context=Context(today=timezone.localdate())))
        with CaptureQueriesContext(connections["default"]) as main, CaptureQueriesContext(connections["audit"]) as audit:
            actions.submit(actor=mei, draft_id=draft.id, idempotency_key=f"k{number}", agreed=AGREED)
        written = [q["sql"] for q in main.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(written) <= 17 and sum(q["sql"].startswith("INSERT") for q in audit.captured_queries) == 1, "\n".join(written)
