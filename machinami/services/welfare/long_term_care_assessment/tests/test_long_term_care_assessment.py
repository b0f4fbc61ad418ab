"""和子さん, 83, is in hospital. Her daughter 恵さん applies for her without the insurance card at hand."""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.procedures import papers, queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("long_term_care_assessment")
NOW = Context(today=date(2026, 11, 23))
ADDRESS = {"postal_code": "1660004", "prefecture": "東京都", "city": "杉並区", "town": "阿佐谷南", "block": "1丁目15番1号"}


def answers(**changes):
    hers = {
        "purpose": "first", "applicant": "family",
        "applicant_name": {"family": "杉並", "given": "恵", "family_kana": "スギナミ", "given_kana": "メグミ"},
        "applicant_relation": "長女",
        "other_name": {"family": "杉並", "given": "和子", "family_kana": "スギナミ", "given_kana": "カズコ"},
        "other_birth": "1943-02-01", "other_address": ADDRESS, "has_doctor": True, "doctor_clinic": "荻窪病院 整形外科",
        "doctor_name": "荻窪 太一", "place": "hospital", "place_name": "荻窪病院 5階", "visit_days": ["mon", "fri"],
        "visit_phone": "09012345678", "agree_truth": True, "agree_doctor": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


def second(**changes):
    return answers(**({"other_birth": "1970-04-01", "health_insurer": "national", "disease": "stroke"} | changes))


def test_the_daughter_applies_and_her_mother_is_told_of_the_result():
    whole = validate(DEFINITION, answers(), NOW)
    assert whole["insured_age"] == 83 and whole["second_insured"] == 0 and "disease" not in whole
    (guide,) = papers.wanted(DEFINITION, whole, NOW)
    content = papers.contents(DEFINITION, guide, whole, NOW)
    rows = {r["label"]: r["value"] for r in content["sections"][0]["rows"]}
    assert "和子" in content["addressee"] and "和子" in rows["被保険者"] and "恵" in rows["申請した人"]
    assert "被保険者番号" not in rows, "an unknown number leaves no empty row"
    assert any("介護保険審査会" in p for p in content["paragraphs"])


def test_applying_for_oneself_asks_for_nobody_else():
    whole = validate(DEFINITION, answers(
        applicant="self", applicant_name=None, applicant_relation=None, other_name=None, other_birth=None,
        other_address=None, self_name={"full": "杉並 和子", "full_kana": "スギナミ カズコ"}, self_birth="1943-02-01",
        self_address=ADDRESS), NOW)
    assert whole["insured_age"] == 83


@pytest.mark.parametrize(("birth", "asked"), [
    ("1986-11-23", True), ("1961-11-24", True), ("1961-11-23", False), ("1943-02-01", False)])
def test_health_insurance_and_disease_are_asked_from_40_to_64(birth, asked):
    shown = settle(DEFINITION, answers(other_birth=birth), NOW).shown
    assert ("disease" in shown) is asked and ("health_insurer" in shown) is asked


@pytest.mark.parametrize(("changes", "code"), [
    ({"other_birth": "1990-01-01"}, "under_40"), ({"disease": "none_of_them"}, "no_specified_disease"),
    ({"health_insurer": "none_held"}, "no_health_insurance"), ({}, None)])
def test_who_is_not_covered_is_told_where_to_go(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, second(**changes), NOW))
    assert (found.code if found else None) == code


def test_the_sixteen_specified_diseases_are_offered():
    assert len(DEFINITION.fields["disease"].options) == 16 + 1


def test_a_number_of_nine_digits_is_asked_for_again():
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(insured_number="000012345"), NOW)
    assert set(wrong.value.fields) == {"insured_number"}


def test_all_steps_fit_into_the_thirty_days_of_the_law():
    days = [s.days for s in DEFINITION.steps]
    assert days == sorted(days) and days[-1] == DEFINITION.target_days <= 20, "20 working days are within 30 days"
    assert any(s.kind == "survey" for s in DEFINITION.steps)
