"""武蔵野さん一家4人 moves from 三鷹市 to 荻窪: five questions, six applications, nothing asked twice, one press, one code for the counter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from machinami.capabilities.audit.models import PendingRead
from machinami.capabilities.cases import queries as cases
from machinami.capabilities.cases.models import Case
from machinami.capabilities.identity.testing import demo_people, newcomer, resident, staff
from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.procedures import queries as known
from machinami.capabilities.visits import actions, guarding, queries, sending
from machinami.capabilities.visits.testing import agreed, begun, interview, sent, walk
from machinami.city.calendar import next_open_day
from machinami.foundation.actors import system
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


#: Field of any form → the fact it asks for: two that ask the same would have one name.
FACTS = {
    "my_name": "own name", "my_birth": "own birth", "my_relationship": "own relationship", "my_card": "own card", "my_foreign": "own nationality",
    "phone": "phone", "email": "email", "others": "the others", "new_address": "new address", "former_address": "former address",
    "moving_out_by": "how moving out was notified", "household_kind": "whose household", "office": "which counter",    "pension": "pension", "spouse_earns_more": "who earns more", "has_older": "older children", "account": "bank account",
    "chip_site": "dog's chip", "tag_known": "dog's tag known", "tag_number": "dog's tag", "dog_name": "dog's name", "breed": "dog's breed",
    "tags_back": "tag's way back",
}


@pytest.fixture
def haruka(db):
    procedures.publish_definitions(actor=system("test"))
    return newcomer()


def test_five_questions_tell_what_applies_by_when_and_what_to_bring(haruka):
    """Nothing is kept, and she has not signed in."""
    rows = {r.code: r for r in queries.plan(queries.event("life_moving_in"), interview())}
    assert set(rows) == {"moving_in", "national_health_insurance", "child_allowance", "child_medical_certificate", "dog_changes"}
    day = timezone.localdate() - timedelta(days=3)
    assert rows["moving_in"].due_on == next_open_day(day + timedelta(days=14)) and not rows["moving_in"].late
    assert rows["child_medical_certificate"].each and rows["child_medical_certificate"].due_on == day + timedelta(days=15)
    assert rows["national_health_insurance"].after == (rows["moving_in"].title,) and "国民健康保険法" in rows["national_health_insurance"].law
    alone = queries.plan(queries.event("life_moving_in"), interview() | {"insurance": "employer", "with_children": False, "with_dog": False})
    assert [r.code for r in alone] == ["moving_in"]


def test_a_family_of_four_tells_everything_once(haruka):
    visit = begun(haruka)
    asked = [FACTS[code] for _, code in walk(haruka, visit.id)]
    repeated = len(asked) - len(set(asked))
    assert repeated == 0 and len(asked) < 26, sorted(a for a in asked if asked.count(a) > 1)
    parts = queries.visit(actor=haruka, visit_id=visit.id).parts
    assert [(p.code, p.who) for p in parts] == [
        ("moving_in", ""), ("national_health_insurance", ""), ("child_allowance", ""), ("child_medical_certificate", "武蔵野 あおい"),
        ("child_medical_certificate", "武蔵野 そら"), ("dog_changes", "")]


def test_one_press_makes_six_cases_that_hold_what_she_told(haruka):
    visit = sent(haruka)
    assert visit.state == "sent" and visit.draft_id is None and len({p.case_id for p in visit.parts}) == 6
    found = {(p.code, p.who): cases.case(actor=haruka, case_id=p.case_id, purpose="test") for p in visit.parts}
    moved_in = found["moving_in", ""].answers
    assert [m["member_relationship"] for m in moved_in["members"]] == ["head", "spouse", "child", "child"]
    assert moved_in["head_name"] == {"family": "武蔵野", "given": "はるか"} and moved_in["new_address"]["town"] == "荻窪五丁目"
    insured = found["national_health_insurance", ""].answers
    assert len(insured["members"]) == 4 and insured["event"] == "moved_in" and insured["head_name"] == "武蔵野 はるか"
    allowance = found["child_allowance", ""].answers
    assert allowance["spouse_name"]["given"] == "健" and [c["child_name"]["given"] for c in allowance["children"]] == ["あおい", "そら"]
    child = found["child_medical_certificate", "武蔵野 そら"]
    assert child.answers["child_birth"] == "2023-09-09" and child.answers["insurance"] == "national" and child.person_id is None
    assert child.row.subject_name == "武蔵野 そら" and child.row.applicant_name == "武蔵野 はるか"
    assert found["dog_changes", ""].answers["former_city"] == "三鷹市"
    assert known.my_drafts(actor=haruka) == []


def test_sent_twice_it_is_sent_once(haruka):
    visit = sent(haruka)
    assert not actions.send(actor=haruka, visit_id=visit.id, agreed={}).errors
    assert Case.objects.count() == 6
    with pytest.raises(Conflict):
        actions.advance(actor=haruka, visit_id=visit.id)


def test_nothing_is_sent_while_one_consent_is_missing(haruka):
    visit = begun(haruka)
    walk(haruka, visit.id)
    visit = queries.visit(actor=haruka, visit_id=visit.id)
    given = agreed(haruka, visit)
    lacking = visit.parts[3].id
    errors = actions.send(actor=haruka, visit_id=visit.id, agreed=given | {lacking: []}).errors
    assert list(errors) == [lacking] and list(errors[lacking]) == ["agree-agree_truth"] and not Case.objects.exists()


def test_what_a_power_cut_stopped_the_worker_goes_on_with(haruka, monkeypatch):
    """The process dies after the second of six: all six are there afterwards, each once."""
    visit = begun(haruka)
    walk(haruka, visit.id)
    visit = queries.visit(actor=haruka, visit_id=visit.id)
    calls, whole = [], sending._send

    def dies(*words):
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(1)
        whole(*words)

    monkeypatch.setattr(sending, "_send", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.send(actor=haruka, visit_id=visit.id, agreed=agreed(haruka, visit))
    monkeypatch.undo()
    assert Case.objects.count() == 2 and queries.visit(actor=haruka, visit_id=visit.id).state == "sending"
    sending.go_on_sending.call(visit.id)
    sending.go_on_sending.call(visit.id)
    assert Case.objects.count() == 6 and queries.visit(actor=haruka, visit_id=visit.id).state == "sent"


def test_a_changed_answer_takes_away_what_no_longer_follows_and_keeps_the_rest(haruka):
    visit = begun(haruka)
    walk(haruka, visit.id)
    actions.begin(actor=haruka, event="life_moving_in", answers=interview() | {"insurance": "employer", "with_dog": False})
    walk_again = [a for a in walk_open(haruka, visit.id)]
    assert {c for c, _ in walk_again} <= {"child_medical_certificate"}, walk_again
    parts = queries.visit(actor=haruka, visit_id=visit.id).parts
    assert {p.code for p in parts} == {"moving_in", "child_allowance", "child_medical_certificate"}


def walk_open(actor, visit_id):
    """What is still asked, without answering it."""
    following = actions.advance(actor=actor, visit_id=visit_id)
    return [(known.draft(actor=actor, draft_id=following.draft_id).code, following.question)] if following.draft_id else []


def test_the_desk_decides_the_insurance_after_the_move(haruka):
    """国民健康保険 needs the entry in the register that the 転入届 makes."""
    visit = sent(haruka)
    of = {p.code: p.case_id for p in visit.parts}
    with pytest.raises(Refused, match="転入届の事前申請（.*）が終わってから"):
        guarding.in_order(staff(("national_health_insurance", "clerk")), of["national_health_insurance"], "approved")
    guarding.in_order(staff(("national_health_insurance", "clerk")), of["national_health_insurance"], "refused")
    guarding.in_order(staff(("health_sanitation", "clerk")), of["dog_changes"], "approved")
    Case.objects.filter(pk=of["moving_in"]).update(state="completed")
    guarding.in_order(staff(("national_health_insurance", "clerk")), of["national_health_insurance"], "approved")


def test_the_counter_opens_it_by_its_code_and_nobody_else_does(haruka):
    """The code on her telephone, read by a scanner that nobody here wrote."""
    visit = sent(haruka)
    assert scanned(queries.picture(visit.code)) == f"MACHINAMI:{visit.code}"
    clerk = staff(("residents", "clerk"))
    found = actions.open_at_counter(actor=clerk, code=f"MACHINAMI:{visit.code}")
    assert found.id == visit.id and found.applicant == "武蔵野 はるか"
    assert actions.open_at_counter(actor=clerk, code=f"{visit.code[:4]}-{visit.code[4:8].lower()} {visit.code[8:]}").id == visit.id
    assert sum(f"visits.Visit:{visit.id}" in str(r.body) and "visits.open" in str(r.body) for r in PendingRead.objects.all()) == 2
    assert actions.identify(actor=clerk, visit_id=visit.id, how="my_number_card").checked_by == clerk.name
    with pytest.raises(Refused, match="見つかりません"):
        actions.open_at_counter(actor=clerk, code="NOSUCHCODE00")
    demo_people()
    for stranger in (haruka, resident()):
        with pytest.raises(NotAllowed):
            actions.open_at_counter(actor=stranger, code=visit.code)
    with pytest.raises(NotFound):
        queries.visit(actor=resident(), visit_id=visit.id)


def scanned(svg: str) -> str:
    """What zxing reads off the picture as a browser paints it (black squares on white)."""
    import re

    import numpy
    import zxingcpp

    side = int(re.search(r'width="(\d+)"', svg).group(1))
    paper = numpy.full((side, side), 255, numpy.uint8)
    scale = 8
    drawn = re.search(r'stroke="#000" d="([^"]+)"', svg).group(1)
    x = y = 0.0
    for kind, rest in re.findall(r"([MmhH])([^MmhH]*)", drawn):
        numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", rest)]
        if kind == "M":
            x, y = numbers
        elif kind == "m":
            x, y = x + numbers[0], y + numbers[1]
        else:
            end = x + numbers[0]
            paper[round((y - 0.5) * scale):round((y + 0.5) * scale), round(x * scale):round(end * scale)] = 0
            x = end
    return zxingcpp.read_barcode(paper).text
