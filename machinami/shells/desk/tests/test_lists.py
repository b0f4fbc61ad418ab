"""The desk in the morning: 恵さん looks through her list, gives a pile to a colleague, takes it back, and leaves a note."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from machinami.capabilities.cases import queries
from machinami.capabilities.cases.models import BulkChange, Case
from machinami.capabilities.identity import testing as people
from machinami.capabilities.procedures import actions
from machinami.capabilities.procedures.testing import apply
from machinami.foundation.actors import system
from machinami.foundation.testing import run_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(megumi):
    sent = [apply(actor=people.resident(n), code="child_allowance") for n in ("0000000001", "0000000002", "0000000008")]
    run_tasks()
    return [c.id for c in sent]


@pytest.fixture
def colleague(megumi):
    return people.staff(("child_family", "clerk"), username="荻窪")


def assigned(case_id):
    return str(Case.objects.get(pk=case_id).assigned_to_id or "")


def test_a_pile_is_given_over_and_taken_back(client, cases, colleague):
    client.get("/desk/cases/")
    page = client.post("/desk/cases/together/", {"case": cases[:2], "staff": colleague.id}, follow=True).content.decode()
    assert "2件の担当を変えました" in page and "元に戻す" in page
    assert [assigned(c) for c in cases] == [colleague.id, colleague.id, ""]
    Case.objects.filter(pk=cases[1]).update(assigned_to=None)
    undo = BulkChange.objects.get().pk
    page = client.post(f"/desk/cases/together/{undo}/undo/", follow=True).content.decode()
    assert "1件の担当を元に戻しました" in page, "what somebody gave on since is left alone"
    assert "10分以内に1回" in client.post(f"/desk/cases/together/{undo}/undo/", follow=True).content.decode()


def test_after_ten_minutes_it_stays(client, cases, colleague):
    client.get("/desk/cases/")
    client.post("/desk/cases/together/", {"case": cases[:1], "staff": colleague.id})
    BulkChange.objects.update(at=timezone.now() - timedelta(minutes=11))
    client.post(f"/desk/cases/together/{BulkChange.objects.get().pk}/undo/")
    assert assigned(cases[0]) == colleague.id


def test_all_that_the_list_holds_and_nothing_else(client, cases, colleague):
    client.get("/desk/cases/?q=" + queries.case(actor=colleague, case_id=cases[0], purpose="x").row.number)
    client.post("/desk/cases/together/", {"all": "1", "staff": colleague.id})
    assert [assigned(c) for c in cases] == [colleague.id, "", ""]


def test_only_to_those_who_may_and_only_what_one_may(client, cases, colleague):
    stranger = people.staff(("residents", "clerk"), username="stranger")
    client.get("/desk/cases/")
    for staff in (stranger.id, "-"):
        assert client.post("/desk/cases/together/", {"case": cases, "staff": staff}).status_code == 422
    assert client.post("/desk/cases/together/", {"staff": colleague.id}).status_code == 422, "none chosen"
    other = apply(actor=people.resident("0000000004"), code="long_term_care_assessment").id
    assert client.post("/desk/cases/together/", {"case": [cases[0], other], "staff": colleague.id}).status_code == 404
    assert [assigned(c) for c in cases] == ["", "", ""], "all or nothing"


def test_one_case_is_given_to_a_colleague_from_its_page(client, cases, colleague):
    page = client.get(f"/desk/cases/{cases[0]}/").content.decode()
    assert "職員 荻窪" in page
    client.post(f"/desk/cases/{cases[0]}/do/give/", {"staff": colleague.id})
    assert assigned(cases[0]) == colleague.id


def test_a_note_for_colleagues_is_not_on_the_applicants_page(client, cases):
    client.post(f"/desk/cases/{cases[0]}/do/memo/", {"memo": "10時に電話。折り返しを待つ"})
    assert "折り返しを待つ" in client.get(f"/desk/cases/{cases[0]}/").content.decode()
    hers = queries.case(actor=people.resident("0000000001"), case_id=cases[0], purpose="x")
    assert not [e for e in hers.history if e.note or e.verb == "memo"]


def test_before_and_after_in_the_list_one_came_from(client, cases):
    client.get("/desk/cases/?sort=number")
    first, second, third = (client.get(f"/desk/cases/{c}/").content.decode() for c in cases)
    assert 'rel="prev"' not in first and f'href="/desk/cases/{cases[1]}/" rel="next"' in first and "3件中1件目" in first
    assert f'href="/desk/cases/{cases[0]}/" rel="prev"' in second and 'rel="next"' not in third
    assert 'href="/desk/cases/?sort=number"' in second, "the way back is the same list"


def test_chips_take_conditions_away_and_views_are_kept(client, cases, colleague):
    page = client.get("/desk/cases/?state=received&code=child_allowance&overdue=1").content.decode()
    assert 'href="/desk/cases/?state=received&amp;code=child_allowance"' in page and "期限切れだけ ×" in page
    client.post("/desk/cases/views/", {"name": "朝の確認"})
    (view,) = queries.saved_views(actor=people.staff(("child_family", "clerk"), username="megumi"))
    assert view.query == "state=received&code=child_allowance&overdue=1" and queries.saved_views(actor=colleague) == []
    assert "朝の確認" in client.get("/desk/cases/").content.decode()
    client.post(f"/desk/cases/views/{view.id}/drop/")
    assert "朝の確認" not in client.get("/desk/cases/").content.decode().split("<table")[0]


def test_an_empty_search_shows_what_is_open(client, cases):
    Case.objects.filter(pk=cases[0]).update(state="completed")
    assert "2件" in client.get("/desk/cases/?q=&state=&code=").content.decode().split("</caption>")[0]
    assert client.get("/desk/cases/?assigned=xyz").status_code == 200


def test_the_slip_is_a_sheet_without_the_account(client, cases):
    answer = client.get(f"/desk/cases/{cases[0]}/slip.pdf")
    assert answer.content.startswith(b"%PDF") and answer.headers["Cache-Control"] == "no-store"


def test_the_board_of_deadlines_counts_ones_own_sections_only(client, db):
    """大宮さん sees on Monday what is late, by procedure, and what has nobody yet."""
    actions.publish_definitions(actor=system("test"))
    hanako = people.resident("0000000001")
    late, due, elsewhere = (apply(actor=hanako, code=c, seed=n) for n, c in enumerate(("pregnancy_report", "pregnancy_report", "dog_registration")))
    today = timezone.localdate()
    Case.objects.filter(pk=late.id).update(target_on=today - timedelta(days=3))
    Case.objects.filter(pk=due.id).update(target_on=today + timedelta(days=2))
    section = Case.objects.get(pk=due.id).section
    actor = people.staff((section, "clerk"), username="omiya")
    client.force_login(get_user_model().objects.get(pk=actor.id))
    found = queries.deadlines(actor=actor, until=today + timedelta(days=30), since=today - timedelta(days=30))
    assert found.late == 1 and found.due == {(today + timedelta(days=2), "unassigned"): 1, (today + timedelta(days=2), "assigned"): 0}
    assert [(r.code, r.open, r.late, r.soon, r.unassigned) for r in found.rows] == [("pregnancy_report", 2, 1, 1, 2)]
    assert found.moved == {(today, "came"): 2}
    page = client.get("/desk/deadlines/").content.decode()
    assert "期限切れ 1件" in page and "妊娠届" in page and "犬" not in page and elsewhere.number not in page and "<svg" in page
