"""和子さん, 83, is in hospital. Her daughter 恵さん applies for her without the insurance card at hand."""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
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


FOUND = {
    "surveyed_on": "2026-11-10", "opinion_on": "2026-11-12", "opinion_doctor": "荻窪病院", "board_on": "2026-11-20", "care_level": "care2",
    "board_reason": "歩行と入浴に介助を要する状態が続くと見込まれるため", "valid_from": "2026-11-23", "valid_months": 6,
    "result_number": "0000123456"}


def test_the_daughter_applies_and_her_mother_is_told_her_level_of_care():
    whole = validate(DEFINITION, answers(), NOW)
    assert whole["insured_age"] == 83 and whole["second_insured"] == 0 and "disease" not in whole
    result = papers_of(DEFINITION, answers(), FOUND, NOW)["result"]
    assert "和子" in result["addressee"] and "和子" in result["rows"]["被保険者"] and result["rows"]["要介護状態区分"] == "要介護2"
    assert result["rows"]["区分支給限度基準額（1か月）"] == "19,705単位" and "介助を要する" in result["rows"]["理由"]
    assert "東京都介護保険審査会" in result["appeal"][0] and "第196条" in result["appeal"][1]


@pytest.mark.parametrize(("start", "end"), [("2026-11-23", "5月31日"), ("2026-11-01", "4月30日"), ("2026-11-02", "5月31日")])
def test_six_months_run_to_the_end_of_a_month(start, end):
    """From the 1st the month itself counts; from any other day its rest comes on top."""
    rows = papers_of(DEFINITION, answers(), {**FOUND, "valid_from": start}, NOW)["result"]["rows"]
    assert end in rows["認定の有効期間（終わり）"]


def test_no_need_of_care_is_a_refusal_with_a_letter_of_its_own():
    none = {k: v for k, v in FOUND.items() if not k.startswith("valid") and k != "result_number"} | {"care_level": "not_applicable"}
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), none, NOW)
    assert "却下" in told.value.fields["care_level"].ja
    letter = papers_of(DEFINITION, answers(), none, NOW, "refused")
    assert set(letter) == {"not_applicable"} and letter["not_applicable"]["rows"]["要介護状態区分"] == "非該当"


def test_a_first_certification_lasts_no_longer_than_a_year():
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, "valid_months": 24}, NOW)
    assert set(told.value.fields) == {"valid_months"}
    assert papers_of(DEFINITION, answers(purpose="renewal"), {**FOUND, "valid_months": 24}, NOW)


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
