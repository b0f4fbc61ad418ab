"""加藤 文子さんは10月に夫の正さんを亡くし、葬儀を行った。会葬礼状の写真と口座で葬祭費を申請する。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("funeral_expense")
NOW = Context(today=date(2026, 11, 24))
ACCOUNT = DEFINITION.fields["account"].sample(Random(1), NOW)
PROOF = DEFINITION.fields["proof"].sample(Random(1), NOW)
ADDRESS = {"postal_code": "1680071", "prefecture": "東京都", "city": "杉並区", "town": "高井戸西", "block": "2丁目1番26号"}


def answers(**changes):
    hers = {
        "insurance": "national", "deceased_name": {"full": "加藤 正", "full_kana": "カトウ タダシ"}, "deceased_birth": "1954-03-02",
        "died_on": "2026-10-08", "left_work_lately": False, "funeral_held": True, "funeral_on": "2026-10-12", "relation": "妻",
        "proof": PROOF, "applicant_name": {"full": "加藤 文子", "full_kana": "カトウ フミコ"}, "applicant_address": ADDRESS,
        "applicant_phone": "09012345678", "account": ACCOUNT, "agree_truth": True, "agree_no_other": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


CHECKED = {"insured_at_death": True, "held_by_applicant": True, "pay_on": "2026-12-25"}


def test_she_is_told_the_amount_and_when_it_is_paid():
    assert validate(DEFINITION, answers(), NOW)["amount"] == DEFINITION.tables["benefit"]["usual"]
    paper = papers_of(DEFINITION, answers(), CHECKED, NOW)["approval"]
    assert "文子" in paper["addressee"] and paper["rows"]["支給額"] == "70,000円" and "12月25日" in paper["rows"]["振込みの予定日"]
    assert "東京都国民健康保険審査会" in paper["appeal"][0]
    assert any("tables.benefit" in line for line in DEFINITION.unverified), "the amount is not confirmed, and says so"


@pytest.mark.parametrize(("changes", "code"), [
    ({}, None), ({"insurance": "elderly"}, "elderly_scheme"), ({"insurance": "employer"}, "employer_scheme"),
    ({"funeral_held": False, "funeral_on": None}, "no_funeral")])
def test_who_gets_it_elsewhere_is_told_where(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("funeral", "accepted"), [("2024-11-24", True), ("2024-11-23", False)])
def test_after_two_years_it_is_too_late(funeral, accepted):
    late = answers(died_on="2024-11-20", funeral_on=funeral)
    if accepted:
        assert validate(DEFINITION, late, NOW)["claim_by"] == "2026-11-24"
        return
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, late, NOW)
    assert "2年" in told.value.fields["funeral_on"].ja


@pytest.mark.parametrize(("changes", "at"), [
    ({"died_on": "2026-10-13"}, "funeral_on"), ({"deceased_birth": "2026-10-09"}, "died_on"), ({"proof": None}, "proof")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert set(wrong.value.fields) == {at}


def test_after_an_employers_insurance_the_desk_asks_there_first():
    lately = answers(left_work_lately=True)
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, lately, CHECKED, NOW)
    assert set(told.value.fields) == {"other_insurer_asked"}
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, lately, {**CHECKED, "other_insurer_asked": False}, NOW)
    assert set(told.value.fields) == {"insured_at_death"}
    assert papers_of(DEFINITION, lately, {**CHECKED, "other_insurer_asked": True}, NOW)["approval"]


def test_without_insurance_on_that_day_it_is_not_granted():
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**CHECKED, "insured_at_death": False}, NOW)
    assert set(told.value.fields) == {"insured_at_death"}
    refusal = papers_of(DEFINITION, answers(), {}, NOW, "refused")["refusal"]
    assert "東京都国民健康保険審査会" in refusal["appeal"][0]
