"""Monday's pile: 恵さん begins the review of what came in, ticks the first step off, finds one too many, and prints the slips."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from machinami.capabilities.cases.models import BulkChange, Case, Entry
from machinami.capabilities.identity import testing as people
from machinami.capabilities.procedures.testing import apply

pytestmark = pytest.mark.django_db


@pytest.fixture
def pile(client, megumi):
    sent = [apply(actor=people.resident(n), code="child_allowance").id for n in ("0000000001", "0000000002", "0000000008")]
    client.get("/desk/cases/?all=1")
    return sent


def step(client, cases, verb, key):
    return client.post("/desk/cases/together/step/", {"case": cases, "verb": verb, "key": key}, follow=True).content.decode()


def states(cases):
    return [Case.objects.get(pk=c).state for c in cases]


def test_each_moves_or_says_why_not_and_twice_is_once(client, megumi, pile):
    colleague = people.staff(("child_family", "clerk"), username="荻窪")
    Case.objects.filter(pk=pile[1]).update(assigned_to=colleague.id)
    Case.objects.filter(pk=pile[2]).update(state="awaiting_payment")
    for _ in range(2):
        page = step(client, pile, "start_review", "k1")
        assert "「審査を始める」：1件" in page and "ほかの職員が担当" in page and "いまは「支払い待ち」" in page
        assert "元に戻す" not in page, "no state leads back"
    assert states(pile) == ["reviewing", "received", "awaiting_payment"]
    assert Entry.objects.filter(verb="start_review").count() == 1 and BulkChange.objects.count() == 1
    assert "選びなおして" in step(client, pile[:1], "start_review", "k1"), "a key is for one thing"
    page = step(client, pile[:1], "complete", "k2")
    assert "「完了にする」：0件" in page and states(pile[:1]) == ["reviewing"]
    Case.objects.filter(pk=pile[0]).update(state="approved")
    step(client, pile[:1], "complete", "k3")
    assert states(pile[:1]) == ["completed"] and Case.objects.get(pk=pile[0]).delete_after


def test_a_finished_step_is_taken_back(client, megumi, pile):
    steps = [{"code": c, "kind": k, "title": {"ja": c}} for c, k in (("look", "review"), ("see", "survey"), ("end", "decide"))]
    Case.objects.filter(pk__in=pile).update(state="reviewing", steps=steps)
    page = step(client, pile, "finish_step", "k1")
    assert "元に戻す" in page and [Case.objects.get(pk=c).step for c in pile] == [1, 1, 1]
    Case.objects.filter(pk=pile[2]).update(step=2)
    row = BulkChange.objects.get()
    page = client.post(f"/desk/cases/together/{row.pk}/undo/", {"verb": "finish_step"}, follow=True).content.decode()
    assert "2件の手順を元に戻しました" in page and [Case.objects.get(pk=c).step for c in pile] == [0, 0, 2]
    page = client.post(f"/desk/cases/together/{row.pk}/undo/", {"verb": "finish_step"}, follow=True).content.decode()
    assert "10分以内に1回" in page and Entry.objects.filter(verb="reopen_step").count() == 2
    step(client, pile[:1], "finish_step", "k2")
    BulkChange.objects.update(at=timezone.now() - timedelta(minutes=11), undone_at=None)
    client.post(f"/desk/cases/together/{BulkChange.objects.get(key='k2').pk}/undo/", {"verb": "finish_step"})
    assert Case.objects.get(pk=pile[0]).step == 1


def test_no_pile_goes_past_what_has_to_be_found_out(client, megumi, pile):
    steps = [{"code": "look", "kind": "review", "title": {"ja": "x"}}, {"code": "end", "kind": "decide", "title": {"ja": "x"}}]
    Case.objects.filter(pk=pile[0]).update(state="reviewing", steps=steps, step=0)
    Case.objects.filter(pk=pile[1]).update(state="reviewing", steps=steps, step=1)
    page = step(client, pile, "finish_step", "k1")
    assert "「この手順を済みにする」：0件" in page
    assert "決定の前に、次の確認を記録" in page and "1件ずつ決定" in page and "審査中の案件だけ" in page


def test_what_is_out_of_reach_stops_all_and_who_only_looks_moves_none(client, megumi, pile):
    other = apply(actor=people.resident("0000000004"), code="long_term_care_assessment").id
    answer = client.post("/desk/cases/together/step/", {"case": [pile[0], other], "verb": "start_review", "key": "k1"})
    assert answer.status_code == 404 and states(pile) == ["received"] * 3
    for post in ({"case": pile, "verb": ""}, {"verb": "start_review"}, {"case": "x", "verb": "start_review"}):
        assert client.post("/desk/cases/together/step/", post).status_code == 422
    auditor = people.staff(("child_family", "auditor"), username="kansa")
    client.force_login(get_user_model().objects.get(pk=auditor.id))
    assert client.post("/desk/cases/together/step/", {"case": pile, "verb": "start_review"}).status_code == 403
    assert states(pile) == ["received"] * 3


def test_the_slips_of_a_pile_are_one_file(client, megumi, pile):
    answer = client.post("/desk/cases/together/slips.pdf", {"case": pile[:2]})
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as whole:
        assert len(whole.pages) >= 2
    assert client.post("/desk/cases/together/slips.pdf", {}).status_code == 422
