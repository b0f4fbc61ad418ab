"""武蔵野 はるかさんは、土曜日に三鷹市から荻窪へ引っ越した。夜のうちに入力し、受付票を持って窓口へ行く。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.identity.testing import newcomer
from machinami.capabilities.procedures import actions, papers, queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city.calendar import next_open_day
from machinami.foundation.actors import system

DAY = date(2026, 11, 23)
NAME = {"family": "武蔵野", "given": "はるか", "family_kana": "ムサシノ", "given_kana": "ハルカ"}
HARUKA = {"member_name": NAME, "member_birth": "1996-05-02", "member_relationship": "head", "member_card": True,
          "member_foreign": False}
ANSWERS = {
    "former_kind": "japan", "already_living": True, "moved_on": "2026-11-21",
    "former_address": {"postal_code": "1810013", "prefecture": "東京都", "city": "三鷹市", "town": "下連雀", "block": "6-1-1"},
    "moving_out_by": "paper",
    "new_address": {"postal_code": "1670051", "prefecture": "東京都", "city": "杉並区", "town": "荻窪五丁目", "block": "1-2"},
    "applicant_name": NAME, "applicant_phone": "09012345678", "household_kind": "new",
    "head_name": {"family": "武蔵野", "given": "はるか"}, "members": [HARUKA], "office": "ogikubo",
    "agree_counter": True, "agree_truth": True,
}
CONTEXT = Context(today=DAY)


def definition():
    return queries.definition("moving_in")


def slip(answers):
    whole = validate(definition(), answers, CONTEXT)
    return papers.contents(definition(), definition().documents[0], whole, CONTEXT)


@pytest.mark.django_db
def test_somebody_not_in_the_register_applies_and_the_residents_section_gets_the_case():
    haruka, moved = newcomer(level=2), timezone.localdate() - timedelta(days=2)
    answers = {**ANSWERS, "moved_on": moved.isoformat()}
    actions.publish_definitions(actor=system("test"))
    draft = actions.start_draft(actor=haruka, code="moving_in")
    for code, question in draft.definition.questions.items():
        posted = {k: v for f in question.fields if f.code in answers for k, v in f.raw(answers[f.code], f.code).items()}
        if posted and code != "declarations":
            assert not actions.save_answers(actor=haruka, draft_id=draft.id, question=code, posted=posted).errors
    sent = actions.submit(actor=haruka, draft_id=draft.id, agreed=["agree_counter", "agree_truth"])
    case = cases.case(actor=haruka, case_id=sent.id, purpose="試験")
    assert sent.charge_id is None and case.row.section == "residents"
    assert case.row.applicant_name == "武蔵野 はるか" and case.answers["counter_by"] == (moved + timedelta(days=14)).isoformat()


def test_the_slip_says_by_when_where_and_what_to_bring():
    content = slip(ANSWERS)
    rows = {r["label"]: r["value"] for r in content["sections"][0]["rows"]}
    assert content["addressee"] == "武蔵野 はるか" and rows["来る窓口"] == "荻窪区民事務所"
    assert "12月5日" in rows["窓口で届け出る期限"]
    assert "持ち物（転出証明書）" in rows and "持ち物（カード）" in rows and "持ち物（外国籍の人）" not in rows
    assert content["sections"][1]["rows"][0] == {"label": "氏名", "value": "武蔵野 はるか（ムサシノ ハルカ）"}
    assert "済んだことを示すものではありません" in content["statement"]


def test_from_abroad_passports_are_asked_for_and_no_former_address():
    abroad = {k: v for k, v in ANSWERS.items() if k not in ("former_address", "moving_out_by")}
    abroad |= {"former_kind": "abroad", "former_country": "np", "members": [{**HARUKA, "member_foreign": True}]}
    labels = [r["label"] for r in slip(abroad)["sections"][0]["rows"]]
    assert "持ち物（国外から）" in labels and "持ち物（外国籍の人）" in labels and "前の住所" not in labels


def test_fourteen_days_move_on_to_the_next_open_day():
    rule = definition().deadline.rule
    assert (rule.days, rule.closed) == (14, "next_open_day")
    assert next_open_day(date(2026, 12, 5)) == date(2026, 12, 7), "5 December 2026 is a Saturday"


def test_a_move_within_the_ward_is_sent_to_the_other_procedure():
    refused = not_for(definition(), settle(definition(), {"former_kind": "suginami"}, CONTEXT))
    assert refused.code == "within_ward" and "転居届" in refused.instead.ja


@pytest.mark.parametrize(("changed", "at"), [
    ({"moved_on": "2026-12-01"}, "moved_on"),
    ({"already_living": False}, "moved_on"),
    ({"new_address": {**ANSWERS["new_address"], "city": "中野区"}}, "new_address.city"),
    ({"members": [HARUKA, HARUKA]}, "members"),
    ({"members": []}, "members"),
])
def test_answers_that_do_not_fit_together_are_told_at_their_place(changed, at):
    with pytest.raises(Invalid) as told:
        validate(definition(), {**ANSWERS, **changed}, CONTEXT)
    assert at in told.value.fields


def test_no_field_asks_for_the_number_itself():
    assert not {c for c in definition().fields if "my_number" in c}
