"""村上 早苗さんは小4と中1の子どもを1人で育てている。児童扶養手当を受けているので、所得の証明はいらない。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("school_expense_aid")
NOW = Context(today=date(2026, 11, 24))
ACCOUNT = DEFINITION.fields["account"].sample(Random(1), NOW)
PROOF = DEFINITION.fields["income_proof"].sample(Random(1), NOW)
ADDRESS = {"postal_code": "1670032", "prefecture": "東京都", "city": "杉並区", "town": "天沼", "block": "2丁目1番1号"}


def child(given, kana, birth, school, grade):
    return {"child_name": {"full": f"村上 {given}", "full_kana": f"ムラカミ {kana}"}, "child_birth": birth,
            "child_school": school, "child_grade": grade}


RIKU, MIO = child("陸", "リク", "2016-06-06", "天沼小学校", "p4"), child("澪", "ミオ", "2013-07-07", "天沼中学校", "j1")


def answers(**changes):
    hers = {
        "school_kind": "ward", "children": [RIKU, MIO], "reason": "allowance",
        "applicant_name": {"full": "村上 早苗", "full_kana": "ムラカミ サナエ"}, "applicant_address": ADDRESS,
        "applicant_phone": "09012345678", "account": ACCOUNT, "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


FOUND = {"basis": "semi", "household_income": 1_800_000, "standard_income": 2_900_000, "aid_from": "2026-11-01", "aid_until": "2027-03-31"}


def test_the_notice_names_each_child_and_its_school():
    paper = papers_of(DEFINITION, answers(), FOUND, NOW)["approval"]
    assert paper["rows"]["認定の区分"].startswith("準要保護") and paper["rows"]["子どもの人数"] == "2人"
    schools = [r["value"] for s in paper["sections"][1:] for r in s["rows"] if r["label"] == "学校"]
    assert schools == ["天沼小学校", "天沼中学校"] and not any("教育扶助" in p for p in paper["paragraphs"])


def test_on_public_assistance_no_income_is_judged():
    paper = papers_of(DEFINITION, answers(reason="assistance"), {"basis": "needing", "aid_from": "2026-11-01", "aid_until": "2027-03-31"}, NOW)
    assert any("教育扶助" in p for p in paper["approval"]["paragraphs"])


@pytest.mark.parametrize(("reason", "asked"), [("income", True), ("sudden", True), ("allowance", False), ("assistance", False)])
def test_income_is_asked_about_only_where_it_decides(reason, asked):
    assert ("taxed_here" in settle(DEFINITION, answers(reason=reason), NOW).shown) is asked


def test_a_certificate_is_asked_only_of_those_taxed_elsewhere():
    assert "income_proof" not in settle(DEFINITION, answers(reason="income", taxed_here=True), NOW).shown
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, answers(reason="income", taxed_here=False), NOW)
    assert set(told.value.fields) == {"income_proof"}
    assert validate(DEFINITION, answers(reason="income", taxed_here=False, income_proof=PROOF), NOW)


@pytest.mark.parametrize(("kind", "code"), [("ward", None), ("public", None), ("private", "private_school")])
def test_private_schools_are_not_covered(kind, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(school_kind=kind), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [
    ({"children": []}, "children"), ({"children": [{**RIKU, "child_birth": "2011-04-01"}]}, "children"),
    ({"reason": "sudden", "taxed_here": True}, "circumstances")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert set(wrong.value.fields) == {at}


@pytest.mark.parametrize(("changed", "at"), [({"household_income": 2_900_001}, "special"), ({"aid_until": "2026-11-24", "aid_from": "2026-12-01"}, "aid_until")])
def test_above_the_standard_a_reason_is_needed(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, **changed}, NOW)
    assert set(told.value.fields) == {at}
