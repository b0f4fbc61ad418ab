"""森 浩二さんは9月に手術で入院し、病院と薬局に払った。限度額を超えた分が戻る。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of, registered
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("high_cost_medical")
NOW = Context(today=date(2026, 11, 24), facts=registered())
ACCOUNT = DEFINITION.fields["account"].sample(Random(1), NOW)
RECEIPTS = DEFINITION.fields["receipts"].sample(Random(1), NOW)
ADDRESS = {"postal_code": "1670054", "prefecture": "東京都", "city": "杉並区", "town": "松庵", "block": "3丁目2番1号"}
NAME = {"full": "森 浩二", "full_kana": "モリ コウジ"}


def answers(**changes):
    his = {
        "insurance": "national", "treated_on": "2026-09-20",
        "bills": [{"patient": {"full": "森 浩二"}, "clinic": "すぎなみ総合病院", "paid": 210_000},
                  {"patient": {"full": "森 浩二"}, "clinic": "駅前薬局", "paid": 24_000}],
        "receipts": RECEIPTS, "applicant_name": NAME, "applicant_address": ADDRESS, "applicant_phone": "09012345678",
        "account": ACCOUNT, "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


#: Class ウ: 80,100 and 1 % of what 1,000,000 yen of treatment is above 267,000.
CHECKED = {"income_class": "u", "often": False, "limit_amount": 87_430, "paid_counted": 234_000, "pay_on": "2026-12-25"}


def test_what_is_above_the_limit_comes_back():
    assert validate(DEFINITION, answers(), NOW)["paid_total"] == 234_000
    paper = papers_of(DEFINITION, answers(), CHECKED, NOW)["approval"]
    assert (paper["rows"]["1か月の限度額"], paper["rows"]["支給額"]) == ("87,430円", "146,570円")
    assert "9月30日" in paper["rows"]["治療を受けた月の末日"] and "東京都国民健康保険審査会" in paper["appeal"][0]


def test_from_the_fourth_time_in_a_year_the_limit_is_lower():
    often = {**CHECKED, "often": True, "limit_amount": DEFINITION.tables["often"]["u"]}
    assert papers_of(DEFINITION, answers(), often, NOW)["approval"]["rows"]["支給額"] == "189,600円"


@pytest.mark.parametrize(("changed", "at"), [
    ({"limit_amount": 80_099}, "limit_amount"), ({"income_class": "a"}, "limit_amount"), ({"often": True}, "limit_amount"),
    ({"paid_counted": 87_430}, "paid_counted")])
def test_a_limit_of_another_class_or_nothing_to_pay_is_noticed(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**CHECKED, **changed}, NOW)
    assert set(told.value.fields) == {at}


def test_the_limits_of_people_over_seventy_are_left_to_the_desk():
    paid = {**CHECKED, "income_class": "seventies", "limit_amount": 18_000, "paid_counted": 20_000}
    assert papers_of(DEFINITION, answers(), paid, NOW)["approval"]["rows"]["支給額"] == "2,000円"


@pytest.mark.parametrize(("insurance", "code"), [("national", None), ("employer", "insured_elsewhere"), ("elderly", "insured_elsewhere")])
def test_who_is_insured_elsewhere_is_told_whom_to_ask(insurance, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(insurance=insurance), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("treated", "by"), [("2026-09-20", "2028-09-30"), ("2026-02-10", "2028-02-29"), ("2024-11-30", "2026-11-30")])
def test_two_years_run_from_the_first_of_the_next_month(treated, by):
    assert validate(DEFINITION, answers(treated_on=treated), NOW)["claim_by"] == by


@pytest.mark.parametrize(("changes", "at"), [({"treated_on": "2024-10-15"}, "treated_on"), ({"receipts": None}, "receipts"),
                                             ({"bills": []}, "bills")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert set(wrong.value.fields) == {at}
