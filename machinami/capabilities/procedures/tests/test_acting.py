"""花子さん applies for her baby's medical certificate, and for her mother's care assessment. Nobody applies for anybody else."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from machinami.capabilities.audit.models import PendingRead
from machinami.capabilities.cases import queries as cases
from machinami.capabilities.cases.types import WorklistFilter
from machinami.capabilities.documents.models import Document
from machinami.capabilities.identity.models import Person
from machinami.capabilities.identity.testing import demo_people, newcomer, resident, staff
from machinami.capabilities.procedures import acting, actions, fulfilment, queries, testing
from machinami.capabilities.procedures.fields.base import Facts
from machinami.city.population import generate
from machinami.foundation.actors import system
from machinami.foundation.calendar import age_on
from machinami.foundation.errors import NotFound, Refused

MEDICAL, CARE = "child_medical_certificate", "long_term_care_assessment"


def grandmother(**changes):
    """花子's mother lives with them."""
    hanako = Person.objects.get(number="0000000001")
    return Person.objects.create(**{
        "number": "0000009999", "household": hanako.household, "relation": "母", "family": "阿佐谷", "given": "よね", "family_kana": "アサガヤ",
        "given_kana": "ヨネ", "full_name": "阿佐谷 よね", "full_kana": "アサガヤ ヨネ", "search_name": "阿佐谷よね",
        "search_kana": "アサカヤヨネ", "birth_date": date(1951, 3, 3), "sex": "female", **changes})


def person(number):
    return Person.objects.get(number=number)


def tie(mine: str, theirs: str, age: int = 40, own_age: int = 40):
    return acting.kin({"person_id": "a", "relationship": mine, "age": own_age}, {"person_id": "b", "relationship": theirs, "age": age})


@pytest.mark.parametrize(("mine", "theirs", "age", "ties"), [
    ("世帯主", "子", 17, {"parent_of_minor"}), ("世帯主", "子", 18, set()), ("妻", "子", 3, {"parent_of_minor"}), ("夫", "妻の子", 3, set()),
    ("妻", "妻の子", 3, {"parent_of_minor"}), ("母", "世帯主", 17, {"parent_of_minor"}), ("母", "子", 3, set()), ("世帯主", "子の子", 3, set()),
    ("子", "子の子", 3, set()), ("世帯主", "妻", 40, {"spouse"}), ("夫", "世帯主", 40, {"spouse"}), ("世帯主", "妻（未届）", 40, set()),
    ("妻（未届）", "子", 3, set()), ("妻", "妻の母", 70, set()), ("父", "母", 70, set()), ("子", "子の妻", 30, set()), ("同居人", "世帯主", 3, set())])
def test_what_the_register_says_for_certain(mine, theirs, age, ties):
    assert tie(mine, theirs, age) == ties | {"same_household"}


def test_a_child_is_nobodys_parent_and_the_protected_are_left_alone():
    assert "parent_of_minor" not in tie("世帯主", "子", 3, own_age=17)
    known = {"person_id": "a", "relationship": "世帯主", "age": 40}
    assert acting.kin(known, {"person_id": "b", "relationship": "子", "age": 3, "protected": True}) == frozenset()
    assert acting.kin({**known, "protected": True}, {"person_id": "b", "relationship": "子", "age": 3}) == frozenset()


def test_every_pair_of_a_synthetic_city_holds_together():
    """Spouses are so to each other; nobody has more than two parents; a parent is grown up and no spouse; others are nothing."""
    today, pairs = date(2026, 11, 25), 0
    for household in generate(3_000, seed=3):
        people = [{"person_id": p.number, "relationship": p.relation, "age": age_on(p.birth_date, today)} for p in household.members]
        ties = {(a["person_id"], b["person_id"]): acting.kin(a, b) for a, b in permutations(people, 2)}
        pairs += len(ties)
        for (a, b), found in ties.items():
            assert ("spouse" in found) == ("spouse" in ties[b, a]) and found >= {"same_household"}
            assert not {"spouse", "parent_of_minor"} <= found
        for child in people:
            parents = [a for a in people if a is not child and "parent_of_minor" in ties[a["person_id"], child["person_id"]]]
            assert len(parents) <= 2 and all(a["age"] >= 18 > child["age"] for a in parents)
    assert pairs > 2_000


@pytest.mark.django_db
def test_no_resident_begins_for_anybody_outside_the_rule():
    """All pairs of the demonstration's people, at the door itself; what the page offers is what the door takes."""
    demo_people()
    grandmother()
    actions.publish_definitions(actor=system("test"))
    everybody = list(Person.objects.order_by("number"))
    grown = [p for p in everybody if p.number != "0000000003"]
    may = {MEDICAL: {("0000000001", "0000000003"), ("0000000002", "0000000003")},
           CARE: {("0000000001", "0000009999"), ("0000000002", "0000009999"), *permutations(("0000000001", "0000000002", "0000009999"), 2)}}
    may[CARE] = {(a, b) for a, b in may[CARE] if b == "0000009999"}  # 花子 and 一郎 are not yet forty
    for code, allowed in may.items():
        for applicant in grown:
            me = resident(applicant.number, email=f"{applicant.number}@example.com")
            offered = {c.person_id for c in queries.may_act_for(actor=me, code=code)}
            for subject in everybody:
                if subject == applicant:
                    continue
                if (applicant.number, subject.number) in allowed:
                    assert str(subject.pk) in offered
                    assert actions.start_draft(actor=me, code=code, for_person=subject.pk).facts.acting
                else:
                    assert str(subject.pk) not in offered
                    with pytest.raises(NotFound):
                        actions.start_draft(actor=me, code=code, for_person=subject.pk)
    refusals = [r for r in PendingRead.objects.using("audit").all() if r.body["verb"] == "procedures.refused"]
    assert len(refusals) == 2 * len(grown) * (len(everybody) - 1) - sum(map(len, may.values()))


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["residence_certificate", "dog_registration"])
def test_where_the_procedure_is_for_oneself_alone_nobody_else_is_offered(code):
    actions.publish_definitions(actor=system("test"))
    me, child = resident(), person("0000000003")
    assert queries.may_act_for(actor=me, code=code) == [] and queries.may_act_for(actor=newcomer(), code=MEDICAL) == []
    with pytest.raises(NotFound):
        actions.start_draft(actor=me, code=code, for_person=child.pk)


def begin_medical(me):
    actions.publish_definitions(actor=system("test"))
    return actions.start_draft(actor=me, code=MEDICAL, for_person=person("0000000003").pk)


@pytest.mark.django_db
def test_the_childs_details_are_filled_in_and_her_own_beside_them():
    me = resident()
    draft = begin_medical(me)
    assert draft.answers["child_name"]["given"] == "太郎" and draft.answers["child_birth"] == "2026-09-01"
    assert draft.answers["applicant_name"]["given"] == "花子" and draft.answers["applicant_phone"].startswith("0900")
    own = actions.start_draft(actor=me, code=MEDICAL)
    assert own.id != draft.id and "child_name" not in own.answers, "two applications side by side"
    assert begin_medical(me).id == draft.id


@pytest.mark.django_db
def test_the_certificate_is_for_the_mother_and_the_case_knows_both(monkeypatch):
    demo_people()
    mother, me = grandmother(), resident()
    actions.publish_definitions(actor=system("test"))
    draft = actions.start_draft(actor=me, code=CARE, for_person=mother.pk)
    assert draft.answers["other_name"]["given"] == "よね" and draft.answers["applicant_name"]["given"] == "花子"
    answers = _care_answers(draft)
    stranger = {**answers, "other_name": {"family": "別", "given": "人", "family_kana": "ベツ", "given_kana": "ジン"}}
    actions.put_answers(actor=me, draft_id=draft.id, answers=stranger)
    agreed = [d.code for d in draft.definition.declarations]
    with pytest.raises(Refused, match="阿佐谷 よねさんのため"):
        actions.submit(actor=me, draft_id=draft.id, agreed=agreed)
    actions.put_answers(actor=me, draft_id=draft.id, answers=answers)
    sent = actions.submit(actor=me, draft_id=draft.id, agreed=agreed)
    clerk = staff(("long_term_care", "approver"))
    detail = cases.case(actor=clerk, case_id=sent.id, purpose="試験")
    assert (detail.person_id, detail.acting_person_id, detail.kin) == (str(mother.pk), me.person_id, "same_household")
    assert (detail.row.applicant_name, detail.row.subject_name) == ("杉並 花子", "阿佐谷 よね")
    found = cases.worklist(actor=clerk, filters=WorklistFilter(text="あさがや")).rows
    assert [r.id for r in found] == [sent.id], "found by whom it is for, too"
    form = testing.finding_payload(draft.definition, __import__("random").Random(2))
    actions.record_findings(actor=clerk, case_id=sent.id, values=form)
    actions.decide(actor=clerk, case_id=sent.id, outcome="approved")
    monkeypatch.setattr("machinami.capabilities.documents.rendering.render", lambda *a, **k: b"%PDF-1.7 test")
    monkeypatch.setattr("machinami.capabilities.documents.sealing.seal", lambda content, **k: content)
    fulfilment.decided(sent.id, "approved")
    paper = Document.objects.get(subject=f"cases.Case:{sent.id}")
    assert paper.masked_name == "阿○○ よ○" and str(paper.person_id) == str(mother.pk) and str(paper.account_id) == me.id


def _care_answers(draft):
    from random import Random

    from machinami.capabilities.procedures.contexts import plain_context

    context = plain_context(draft.facts)
    for seed in range(300):
        answers = testing.payloads(draft.definition, Random(seed), context=context)
        if answers["applicant"] == "family":
            break
    consents = {d.code for d in draft.definition.declarations}
    known = {c: v for c, v in draft.answers.items() if c.startswith(("other_", "applicant_name"))}
    changed = {**{c: v for c, v in answers.items() if c not in consents}, **known}
    return {c: v for c, v in changed.items() if not draft.definition.fields[c].computed}


@pytest.mark.django_db
def test_who_may_no_longer_is_told_when_sending():
    """The child turned eighteen, or moved out, between writing and sending."""
    me = resident()
    draft = begin_medical(me)
    Person.objects.filter(number="0000000003").update(birth_date=timezone.localdate() - timedelta(days=18 * 366))
    with pytest.raises(NotFound):
        actions.submit(actor=me, draft_id=draft.id)
    with pytest.raises(NotFound):
        begin_medical(me)


def test_facts_of_the_other_and_of_who_applies_are_told_apart():
    mine, theirs = {"person_id": "a", "name": {"full": "親"}, "phone": "03"}, {"person_id": "b", "name": {"full": "子"}}
    own, both = Facts(True, mine, (mine, theirs)), Facts(True, theirs, (mine, theirs), mine)
    assert (own.get("name"), own.get("applicant_name"), own.get("for_name"), own.get("acting")) == ({"full": "親"}, {"full": "親"}, None, False)
    assert (both.get("name"), both.get("applicant_name"), both.get("for_name"), both.get("acting")) == (
        {"full": "子"}, {"full": "親"}, {"full": "子"}, True)
    assert both.get("applicant_phone") == "03" and both.get("phone") is None
