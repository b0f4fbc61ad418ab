"""髙橋 ミツさん（85歳）は、西荻北から娘の近くの荻窪へ引っ越した。窓口では書くことがないよう、先に入力する。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.identity.testing import newcomer, resident
from machinami.capabilities.procedures import actions, papers, queries
from machinami.capabilities.procedures.fields.base import Context, Facts
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.validation import Invalid, validate
from machinami.city.calendar import next_open_day
from machinami.foundation.actors import system
from machinami.foundation.errors import Refused

DAY = date(2026, 11, 23)
HERE = {"postal_code": "1670042", "prefecture": "東京都", "city": "杉並区", "town": "西荻北三丁目", "block": "8-12"}
NEW = {"postal_code": "1670051", "prefecture": "東京都", "city": "杉並区", "town": "荻窪五丁目", "block": "10-25"}
NAME = {"family": "髙橋", "given": "ミツ", "family_kana": "タカハシ", "given_kana": "ミツ"}
MITSU = {"person_id": "00000000-0000-7000-8000-000000000004", "name": NAME, "birth": "1941-02-11", "address": HERE,
         "in_ward": True, "foreign": False}
CONTEXT = Context(today=DAY, facts=Facts(True, MITSU, (MITSU,)))
ANSWERS = {
    "already_living": True, "moved_on": "2026-11-20", "former_address": HERE, "new_address": NEW,
    "members": [{"person_id": MITSU["person_id"], "member_name": NAME, "member_birth": "1941-02-11", "member_card": True}],
    "household_kind": "new", "head_name": {"family": "髙橋", "given": "ミツ"}, "applicant_name": NAME,
    "applicant_phone": "09012345678", "office": "ogikubo", "agree_counter": True, "agree_truth": True,
}


def definition():
    return queries.definition("moving_house")


def slip(answers, context=CONTEXT):
    whole = validate(definition(), answers, context)
    return papers.contents(definition(), definition().documents[0], whole, context)


@pytest.mark.django_db
def test_mitsu_prepares_what_the_counter_needs():
    mitsu, moved = resident("0000000004"), timezone.localdate() - timedelta(days=3)
    actions.publish_definitions(actor=system("test"))
    draft = actions.start_draft(actor=mitsu, code="moving_house")
    assert "西荻北" in draft.answers["former_address"]["town"] and draft.answers["applicant_name"]["family"] == "髙橋"
    me = draft.facts.person
    row = {"person_id": me["person_id"], "member_name": me["name"], "member_birth": me["birth"], "member_card": True}
    answers = {**ANSWERS, **draft.answers, "moved_on": moved.isoformat(), "members": [row]}
    for code, question in draft.definition.questions.items():
        posted = {k: v for f in question.fields if f.code in answers for k, v in f.raw(answers[f.code], f.code).items()}
        if posted and code != "declarations":
            assert not actions.save_answers(actor=mitsu, draft_id=draft.id, question=code, posted=posted).errors
    sent = actions.submit(actor=mitsu, draft_id=draft.id, agreed=["agree_counter", "agree_truth"])
    case = cases.case(actor=mitsu, case_id=sent.id, purpose="試験")
    assert sent.charge_id is None and case.answers["counter_by"] == (moved + timedelta(days=14)).isoformat()
    assert case.answers["staying"] == 0 and "head_leaves" not in case.answers


@pytest.mark.django_db
def test_somebody_from_outside_is_shown_the_other_procedure():
    actions.publish_definitions(actor=system("test"))
    with pytest.raises(Refused, match="転入届の事前申請"):
        actions.start_draft(actor=newcomer(), code="moving_house")


def test_the_slip_says_by_when_and_what_to_bring():
    content = slip(ANSWERS)
    rows = {r["label"]: r["value"] for r in content["sections"][0]["rows"]}
    assert "12月4日" in rows["窓口で届け出る期限"] and "持ち物（カード）" in rows and "持ち物（外国籍の人）" not in rows
    assert "済んだことを示すものではありません" in content["statement"]


def test_a_foreign_resident_is_told_to_bring_the_residence_card():
    context = Context(today=DAY, facts=Facts(True, {**MITSU, "foreign": True}, (MITSU,)))
    assert "持ち物（外国籍の人）" in [r["label"] for r in slip(ANSWERS, context)["sections"][0]["rows"]]


def test_fourteen_days_and_a_closed_day_moves_it_on():
    rule = definition().deadline.rule
    assert (rule.days, rule.closed) == (14, "next_open_day")
    assert next_open_day(date(2026, 12, 6)) == date(2026, 12, 7), "6 December 2026 is a Sunday"


def test_joining_a_household_asks_for_the_relationship():
    assert "head_relationship" not in settle(definition(), ANSWERS, CONTEXT).shown
    assert "head_relationship" in settle(definition(), {**ANSWERS, "household_kind": "existing"}, CONTEXT).shown


@pytest.mark.parametrize(("changed", "at"), [
    ({"new_address": {**NEW, "city": "中野区"}}, "new_address.city"),
    ({"moved_on": "2026-12-10"}, "moved_on"),
    ({"already_living": False}, "moved_on"),
    ({"household_kind": "existing"}, "head_relationship"),
])
def test_answers_that_do_not_fit_are_told_at_their_place(changed, at):
    with pytest.raises(Invalid) as told:
        validate(definition(), {**ANSWERS, **changed}, CONTEXT)
    assert at in told.value.fields
