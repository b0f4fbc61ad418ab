"""杉並 花子さんの一家は松本市へ引っ越す。世帯の一覧から3人を選び、カードで届け出る。紙の転出証明書はいらない。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.identity.testing import newcomer, resident
from machinami.capabilities.procedures import actions, papers, queries
from machinami.capabilities.procedures.fields.base import Context, Facts
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.foundation.actors import system
from machinami.foundation.errors import Refused

DAY = date(2026, 11, 23)
ADDRESS = {"postal_code": "3900811", "prefecture": "長野県", "city": "松本市", "town": "中央", "block": "1-1-1"}
HERE = {"postal_code": "1660004", "prefecture": "東京都", "city": "杉並区", "town": "阿佐谷南一丁目", "block": "15-1"}


def person(number, given, kana, birth, head=False):
    return {"person_id": f"00000000-0000-7000-8000-{number:012}", "birth": birth, "in_ward": True, "is_head": head,
            "name": {"family": "杉並", "given": given, "family_kana": "スギナミ", "given_kana": kana}, "address": HERE}


HOUSEHOLD = (person(1, "花子", "ハナコ", "1990-04-12", True), person(2, "一郎", "イチロウ", "1988-08-03"),
             person(3, "太郎", "タロウ", "2026-09-01"))
CONTEXT = Context(today=DAY, facts=Facts(True, HOUSEHOLD[0], HOUSEHOLD))


def chosen(*people, card=True):
    return [{"person_id": p["person_id"], "member_name": p["name"], "member_birth": p["birth"], "member_card": card}
            for p in people]


ANSWERS = {
    "destination": "japan", "leave_on": "2026-12-20", "new_address": ADDRESS, "new_head": {"family": "杉並", "given": "花子"},
    "members": chosen(*HOUSEHOLD), "certificate_by": "card", "applicant_name": HOUSEHOLD[0]["name"],
    "present_address": HERE, "applicant_phone": "09012345678", "agree_truth": True,
}


def definition():
    return queries.definition("moving_out")


def notice(answers):
    whole = validate(definition(), answers, CONTEXT)
    return papers.contents(definition(), definition().documents[0], whole, CONTEXT)


@pytest.mark.django_db
def test_hanako_moves_alone_and_her_name_and_address_are_there_already():
    hanako = resident()
    actions.publish_definitions(actor=system("test"))
    draft = actions.start_draft(actor=hanako, code="moving_out")
    assert draft.answers["applicant_name"]["given"] == "花子" and draft.answers["present_address"]["city"] == "杉並区"
    me = draft.facts.person
    answers = {**ANSWERS, **draft.answers, "leave_on": (timezone.localdate() + timedelta(days=20)).isoformat(),
               "members": chosen(me), "head_leaves": True, "remaining_head": {"family": "杉並", "given": "一郎"}}
    for code, question in draft.definition.questions.items():
        posted = {k: v for f in question.fields if f.code in answers for k, v in f.raw(answers[f.code], f.code).items()}
        if posted and code != "declarations":
            assert not actions.save_answers(actor=hanako, draft_id=draft.id, question=code, posted=posted).errors
    sent = actions.submit(actor=hanako, draft_id=draft.id, agreed=["agree_truth"])
    case = cases.case(actor=hanako, case_id=sent.id, purpose="試験")
    assert case.answers["staying"] == 2 and [s["kind"] for s in case.steps] == ["review", "decide", "issue"]


@pytest.mark.django_db
def test_a_weak_sign_in_and_somebody_not_registered_are_told_what_to_do():
    actions.publish_definitions(actor=system("test"))
    with pytest.raises(Refused, match="identity_level|カード"):
        actions.start_draft(actor=resident(level=2), code="moving_out")
    with pytest.raises(Refused, match="窓口か郵送"):
        actions.start_draft(actor=newcomer(), code="moving_out")


def test_the_notice_tells_what_comes_next_and_that_it_is_no_certificate():
    content = notice(ANSWERS)
    rows = {r["label"]: r["value"] for r in content["sections"][0]["rows"]}
    assert "マイナンバーカードを持って" in rows["次にすること"] and "松本市" in rows["新しい住所"]
    assert len(content["sections"]) == 4 and "転出証明書ではありません" in content["statement"]


def test_with_a_paper_certificate_the_next_step_names_it():
    rows = {r["label"]: r["value"] for r in notice({**ANSWERS, "certificate_by": "post"})["sections"][0]["rows"]}
    assert "転出証明書を持って" in rows["次にすること"]


def test_who_stays_behind_needs_a_head_only_when_the_head_leaves():
    def shown(**changed):
        return settle(definition(), {**ANSWERS, **changed}, CONTEXT).shown

    assert "head_leaves" not in shown()
    assert "head_leaves" in shown(members=chosen(HOUSEHOLD[1]))
    assert "remaining_head" not in shown(members=chosen(HOUSEHOLD[1]), head_leaves=False)
    assert "remaining_head" in shown(members=chosen(HOUSEHOLD[0]), head_leaves=True)


@pytest.mark.parametrize(("days", "code"), [(-15, "too_late"), (-14, None), (0, None), (60, None)])
def test_fourteen_days_after_moving_the_counter_takes_over(days, code):
    settled = settle(definition(), {**ANSWERS, "leave_on": (DAY + timedelta(days=days)).isoformat()}, CONTEXT)
    refused = not_for(definition(), settled)
    assert (refused.code if refused else None) == code


def test_a_stranger_to_the_household_can_not_be_moved_out():
    with pytest.raises(Invalid):
        validate(definition(), {**ANSWERS, "members": chosen(person(9, "太", "フトシ", "1990-01-01"))}, CONTEXT)


def test_the_card_way_needs_a_card():
    with pytest.raises(Invalid) as told:
        validate(definition(), {**ANSWERS, "members": chosen(*HOUSEHOLD, card=False)}, CONTEXT)
    assert "certificate_by" in told.value.fields
