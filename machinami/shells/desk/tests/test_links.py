"""Twice the same: 花子さん has applied twice, and her husband once. 恵さん ties what belongs together and closes one of the two."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from machinami.capabilities.cases import queries
from machinami.capabilities.cases.models import Case, CaseLink, Entry
from machinami.capabilities.identity import testing as people
from machinami.capabilities.procedures.testing import apply

pytestmark = pytest.mark.django_db
CODE = "child_allowance"


@pytest.fixture
def three(megumi):
    """Twice hanako's, and one of her household."""
    hanako, husband = people.resident("0000000001"), people.resident("0000000002")
    return [apply(actor=a, code=CODE, seed=s) for a, s in ((hanako, 1), (hanako, 2), (husband, 3))]


def tie(client, case, other, kind="duplicate", reason="同じ日に2回"):
    return client.post(f"/desk/cases/{case.id}/links/", {"number": other.number, "kind": kind, "link_reason": reason}, follow=True)


def histories(*cases):
    return [[e.verb for e in Entry.objects.filter(case_id=c.id).order_by("pk") if "link" in e.verb] for c in cases]


def test_likely_ones_are_proposed_tied_and_told_on_both(client, three):
    first, second, household = three
    page = client.get(f"/desk/cases/{first.id}/").content.decode()
    assert "関連するかもしれない案件が2件" in page and page.index(second.number) < page.index(household.number)
    assert "関連する案件として結びつけました" in tie(client, first, second).content.decode()
    tie(client, first, second)
    tie(client, second, first, reason="窓口で聞いた")
    assert CaseLink.objects.count() == 1, "the same two are tied once, from whichever side"
    assert histories(first, second, household) == [["link", "link"], ["link", "link"], []]
    for one, two in ((first, second), (second, first)):
        page = client.get(f"/desk/cases/{one.id}/").content.decode()
        assert two.number in page and "窓口で聞いた" in page and "関連するかもしれない案件が1件" in page
    link = CaseLink.objects.get().pk
    for _ in range(2):
        client.post(f"/desk/cases/{second.id}/links/{link}/unlink/")
    assert histories(first, second) == [["link", "link", "unlink"]] * 2
    hers = queries.case(actor=people.resident("0000000001"), case_id=first.id, purpose="x")
    assert not [e for e in hers.history if "link" in e.verb], "the office's own note"


def test_one_of_two_alike_is_closed_when_its_applicant_agrees(client, three):
    first, second, household = three
    tie(client, first, second)
    tie(client, household, first, kind="household")
    link, other = CaseLink.objects.get(kind="duplicate").pk, CaseLink.objects.get(kind="household").pk
    assert client.post(f"/desk/cases/{second.id}/links/{link}/close/").status_code == 422, "nobody agreed"
    assert client.post(f"/desk/cases/{household.id}/links/{other}/close/", {"agreed": "1"}).status_code == 422, "no duplicate"
    for _ in range(2):
        client.post(f"/desk/cases/{second.id}/links/{link}/close/", {"agreed": "1"})
    assert Case.objects.get(pk=second.id).state == "withdrawn" and Case.objects.get(pk=second.id).delete_after
    answer = client.post(f"/desk/cases/{first.id}/links/{link}/close/", {"agreed": "1"})
    assert answer.status_code == 422 and "両方が終わって" in answer.content.decode() and Case.objects.get(pk=first.id).state == "received"
    Case.objects.filter(pk=first.id).update(state="approved")
    Case.objects.filter(pk=second.id).update(state="received")
    assert client.post(f"/desk/cases/{first.id}/links/{link}/close/", {"agreed": "1"}).status_code in (409, 422), "decided"
    assert Case.objects.get(pk=first.id).state == "approved"


def test_only_within_reach_and_only_whole(client, three):
    first, second, _ = three
    elsewhere = apply(actor=people.resident("0000000001"), code="dog_registration")
    for number, kind, reason in ((elsewhere.number, "other", "x"), ("R8-999999", "other", "x"), (first.number, "other", "x"),
                                 (second.number, "", "x"), (second.number, "other", " ")):
        answer = client.post(f"/desk/cases/{first.id}/links/", {"number": number, "kind": kind, "link_reason": reason})
        assert answer.status_code == 422, (number, kind)
    assert not CaseLink.objects.exists()
    tie(client, first, second)
    stranger = people.staff(("residents", "clerk"), username="stranger")
    client.force_login(get_user_model().objects.get(pk=stranger.id))
    link = CaseLink.objects.get().pk
    assert client.post(f"/desk/cases/{first.id}/links/{link}/unlink/").status_code == 404 and CaseLink.objects.get().ended_at is None


def test_the_list_counts_those_alike_in_one_statement(client, megumi, three):
    page = client.get("/desk/cases/").content.decode()
    assert page.count("同じ手続きがほかに1件") == 2
    ids = [c.id for c in three]
    with CaptureQueriesContext(connection, ) as asked:
        assert queries.alike(actor=megumi, case_ids=ids) == {ids[0]: 1, ids[1]: 1}
        assert len(queries.likely(actor=megumi, case_id=ids[0], person_id=Case.objects.get(pk=ids[0]).person_id, code=CODE)) == 2
    assert len(asked) == 3
