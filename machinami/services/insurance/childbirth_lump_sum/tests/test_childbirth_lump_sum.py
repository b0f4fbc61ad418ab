"""小川 美穂さんは双子を産んだ。病院に930,000円が直接払われ、残りの70,000円を世帯主が申請する。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of, registered
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("childbirth_lump_sum")
NOW = Context(today=date(2026, 11, 24), facts=registered())
ACCOUNT = DEFINITION.fields["account"].sample(Random(1), NOW)
PAPERS = DEFINITION.fields["papers"].sample(Random(1), NOW)
ADDRESS = {"postal_code": "1680063", "prefecture": "東京都", "city": "杉並区", "town": "和泉", "block": "3丁目8番18号"}


def answers(**changes):
    theirs = {
        "insurance": "national", "left_work_lately": False, "mother_name": {"full": "小川 美穂", "full_kana": "オガワ ミホ"},
        "born_on": "2026-10-15", "babies": 2, "place": "covered", "direct": True, "paid_to_hospital": 930_000, "papers": PAPERS,
        "applicant_name": {"full": "小川 大輔", "full_kana": "オガワ ダイスケ"}, "applicant_address": ADDRESS,
        "applicant_phone": "09012345678", "account": ACCOUNT, "agree_truth": True, "agree_no_other": True,
    } | changes
    return {k: v for k, v in theirs.items() if v is not None}


CHECKED = {"insured_at_birth": True, "birth_confirmed": True, "hospital_confirmed": 930_000, "pay_on": "2026-12-25"}


def test_what_the_hospital_did_not_need_comes_to_the_family():
    whole = validate(DEFINITION, answers(), NOW)
    assert (whole["whole"], whole["amount"]) == (1_000_000, 70_000)
    paper = papers_of(DEFINITION, answers(), CHECKED, NOW)["approval"]
    assert (paper["rows"]["病院に払った額"], paper["rows"]["支給額"]) == ("930,000円", "70,000円")
    assert "東京都国民健康保険審査会" in paper["appeal"][0]
    assert any("tables.benefit" in line for line in DEFINITION.unverified), "the amounts are not confirmed, and say so"


def test_without_direct_payment_the_whole_is_paid_and_the_hospitals_part_is_not_asked():
    alone = answers(direct=False, paid_to_hospital=None, babies=1, place="uncovered")
    whole = validate(DEFINITION, alone, NOW)
    assert whole["amount"] == 488_000 and "paid_to_hospital" not in whole
    rows = papers_of(DEFINITION, alone, {**CHECKED, "hospital_confirmed": 0}, NOW)["approval"]["rows"]
    assert rows["支給額"] == "488,000円" and "病院に払った額" not in rows


@settings(max_examples=60, deadline=None)
@given(babies=st.integers(1, 5), paid=st.integers(0, 2_500_000), covered=st.booleans())
def test_family_and_hospital_together_never_get_more_than_the_benefit(babies, paid, covered):
    whole = settle(DEFINITION, answers(babies=babies, paid_to_hospital=paid, place="covered" if covered else "uncovered"), NOW).answers
    assert whole["whole"] == babies * (500_000 if covered else 488_000)
    assert whole["amount"] == max(0, whole["whole"] - paid)


@pytest.mark.parametrize(("changes", "code"), [
    ({}, None), ({"insurance": "employer", "left_work_lately": None}, "insured_elsewhere"), ({"place": "abroad"}, "abroad")])
def test_who_applies_elsewhere_is_told_where(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [
    ({"paid_to_hospital": 1_000_000}, "paid_to_hospital"), ({"born_on": "2024-11-23"}, "born_on"), ({"papers": None}, "papers")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert set(wrong.value.fields) == {at}
    assert validate(DEFINITION, answers(born_on="2024-11-24"), NOW)["claim_by"] == "2026-11-24"


@pytest.mark.parametrize(("changes", "changed", "at"), [
    ({}, {"birth_confirmed": False}, "insured_at_birth"), ({"left_work_lately": True}, {}, "other_insurer_asked"),
    ({"direct": False, "paid_to_hospital": None}, {}, "hospital_confirmed"), ({}, {"hospital_confirmed": 1_000_000}, "hospital_confirmed")])
def test_nothing_is_paid_before_it_is_checked(changes, changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(**changes), {**CHECKED, **changed}, NOW)
    assert set(told.value.fields) == {at}
