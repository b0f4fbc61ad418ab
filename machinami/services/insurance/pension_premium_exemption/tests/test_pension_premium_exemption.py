"""中村 翔さんは9月に会社を辞めた。国民年金が払えない。離職票をつけて、受けられるものを審査してもらう。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of, registered
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("pension_premium_exemption")
NOW = Context(today=date(2026, 11, 24), facts=registered())
PROOF = DEFINITION.fields["lost_proof"].sample(Random(1), NOW)
ADDRESS = {"postal_code": "1660001", "prefecture": "東京都", "city": "杉並区", "town": "阿佐谷北", "block": "1丁目1番1号"}


def answers(**changes):
    his = {
        "insured_as": "first", "pension_number": "1234567890", "from_month": "2026-10-01", "wish": "any", "lost_work": "me",
        "lost_on": "2026-09-30", "lost_proof": PROOF, "has_spouse": False, "head_name": "中村 翔", "income": 3_200_000, "dependants": 0,
        "applicant_name": {"full": "中村 翔", "full_kana": "ナカムラ ショウ"}, "applicant_birth": "1992-07-07",
        "applicant_address": ADDRESS, "applicant_phone": "09012345678", "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


SENT = {"income_noted": True, "number_matches": True, "forwarded_on": "2026-11-30"}


def test_the_ward_accepts_and_says_that_it_does_not_decide():
    paper = papers_of(DEFINITION, answers(), SENT, NOW)["accepted"]
    assert "承認ではありません" in paper["statement"] and "11月30日" in paper["rows"]["日本年金機構に送る日"]
    assert any("日本年金機構が決め" in p for p in paper["paragraphs"]) and not paper.get("appeal")
    assert not any("1234567890" in str(v) for v in paper["rows"].values()), "the pension number stays inside"


@pytest.mark.parametrize(("dependants", "limit"), [(0, 670_000), (2, 1_370_000)])
def test_the_guide_figure_grows_with_the_family(dependants, limit):
    assert validate(DEFINITION, answers(dependants=dependants), NOW)["full_limit"] == limit


def test_papers_about_lost_work_are_asked_of_those_who_lost_it():
    assert not {"lost_on", "lost_proof"} & set(settle(DEFINITION, answers(lost_work="none"), NOW).shown)
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, answers(lost_proof=None), NOW)
    assert set(told.value.fields) == {"lost_proof"}


@pytest.mark.parametrize(("insured", "code"), [("first", None), ("student", "student"), ("employees", "employees")])
def test_students_and_employees_are_shown_another_way(insured, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(insured_as=insured), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [
    ({"wish": "postponement", "applicant_birth": "1976-10-01"}, "wish"), ({"applicant_birth": "1966-10-01"}, "from_month"),
    ({"pension_number": "123"}, "pension_number"), ({"has_spouse": True}, "spouse_name")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert {k.split(".")[0] for k in wrong.value.fields} == {at}


def test_at_fifty_less_a_day_postponement_is_still_open():
    assert validate(DEFINITION, answers(wish="postponement", applicant_birth="1976-10-03"), NOW)["wish"] == "postponement"


def test_nothing_is_sent_on_before_the_number_is_checked():
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**SENT, "number_matches": False}, NOW)
    assert set(told.value.fields) == {"income_noted"}
