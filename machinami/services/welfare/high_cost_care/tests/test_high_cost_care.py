"""石川 清さん夫婦は2人とも介護サービスを使う。10月の負担が世帯の限度額を超え、清さんの分が戻る。"""

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
from machinami.city.rates import rate

DEFINITION = queries.definition("high_cost_care")
NOW = Context(today=date(2026, 11, 25), facts=registered())
ACCOUNT, PROOF = (DEFINITION.fields[f].sample(Random(1), NOW) for f in ("account", "heir_proof"))
ADDRESS = {"postal_code": "1680072", "prefecture": "東京都", "city": "杉並区", "town": "高井戸東", "block": "3丁目1番1号"}


def answers(**changes):
    his = {
        "used_on": "2026-10-28", "services": "home_or_facility", "others_use": True, "others": [{"other_name": {"full": "石川 静"}}],
        "applicant": "self", "applicant_name": {"full": "石川 清", "full_kana": "イシカワ キヨシ"}, "applicant_address": ADDRESS,
        "applicant_phone": "0333121111", "account": ACCOUNT, "agree_truth": True, "agree_lookup": True, "agree_continue": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


def alone(**changes):
    return answers(others_use=False, others=None, **changes)


def heir(**changes):
    return alone(applicant="heir", agree_continue=None, deceased_name={"full": "石川 清", "full_kana": "イシカワ キヨシ"},
                 deceased_birth="1940-01-01", died_on="2026-11-01", heir_proof=PROOF, **changes)


FOUND = {"income_class": "c", "own_paid": 38_000, "household_paid": 60_000, "pay_on": "2027-01-25"}


def granted(found, sent=None):
    rows = papers_of(DEFINITION, sent or answers(), found, NOW)["approval"]["rows"]
    return int("".join(c for c in rows["支給額"] if c.isdigit()))


def test_what_the_household_paid_above_its_limit_comes_back_by_share():
    paper = papers_of(DEFINITION, answers(), FOUND, NOW)["approval"]
    assert (paper["rows"]["1か月の限度額"], paper["rows"]["支給額"]) == ("44,400円", "9,880円"), "15,600 × 38,000 / 60,000"
    assert "10月31日" in paper["rows"]["サービスを使った月の末日"] and "東京都介護保険審査会" in paper["appeal"][0]


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 300_000), st.integers(1, 300_000), st.sampled_from("abcd"))
def test_the_shares_of_a_couple_never_add_up_to_more_than_the_excess(his, hers, income):
    limit = rate("high_cost_care_household", NOW.today, income).amount
    over = his + hers - limit
    shares = []
    for own in (his, hers):
        found = {**FOUND, "income_class": income, "own_paid": own, "household_paid": his + hers}
        try:
            shares.append(granted(found))
        except Invalid:
            shares.append(0)
    assert max(0, over) - 1 <= sum(shares) <= max(0, over) and shares[0] <= his and shares[1] <= hers


@pytest.mark.parametrize(("income", "own", "amount"), [("e", 24_000, 9_000), ("d", 24_700, 100), ("f", 15_001, 1), ("a", 150_000, 9_900), ("b", 93_001, 1)])
def test_each_income_class_has_its_limit(income, own, amount):
    assert granted({**FOUND, "income_class": income, "own_paid": own, "household_paid": own}, alone()) == amount


@pytest.mark.parametrize(("income", "limit"), [("a", 44_400), ("c", 44_400)])
def test_before_august_2021_there_was_no_higher_limit(income, limit):
    from machinami.capabilities.procedures.lookups import rate_amount
    from machinami.capabilities.procedures.scope import Scope

    scope = Scope({"income_class": income, "used_on": "2021-07-31"}, NOW.today, rates=rate_amount)
    assert DEFINITION.approval.fields["limit_amount"].evaluate(scope) == limit


@pytest.mark.parametrize(("sent", "changed"), [
    (answers(), {"household_paid": 37_999}), (alone(), {}), (answers(), {"own_paid": 10_000, "household_paid": 44_400}),
    (answers(), {"own_paid": 0, "household_paid": 0})])
def test_sums_that_cannot_be_right_or_nothing_to_pay_are_noticed(sent, changed):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, sent, {**FOUND, **changed}, NOW)
    assert set(told.value.fields) == {"household_paid"}
    assert set(papers_of(DEFINITION, answers(), {**FOUND, "own_paid": 10_000, "household_paid": 44_400}, NOW, "refused")) == {"refusal"}


def test_an_heir_shows_who_they_are_and_is_promised_no_further_payments():
    paper = papers_of(DEFINITION, heir(), {**FOUND, "own_paid": 50_000, "household_paid": 50_000}, NOW)["approval"]
    assert "石川 清" in paper["rows"]["亡くなった被保険者"] and not any("申請は要りません" in p for p in paper["paragraphs"])
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, {**heir(), "used_on": "2026-11-02"}, NOW)
    assert set(told.value.fields) == {"used_on"}


@pytest.mark.parametrize(("used", "by"), [("2024-11-01", "2026-11-30"), ("2026-02-03", "2028-02-29")])
def test_two_years_run_from_the_first_of_the_next_month(used, by):
    assert validate(DEFINITION, alone(used_on=used), NOW)["claim_by"] == by


def test_too_late_or_only_what_is_excluded_is_told():
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, alone(used_on="2024-10-31"), NOW)
    assert set(told.value.fields) == {"used_on"}
    assert not_for(DEFINITION, settle(DEFINITION, alone(services="excluded_only"), NOW)).code == "only_excluded"


def test_a_person_who_left_the_ward_can_still_inherit():
    away = Context(today=NOW.today)
    assert not_for(DEFINITION, settle(DEFINITION, heir(), away)) is None
    assert not_for(DEFINITION, settle(DEFINITION, alone(), away)).code == "not_registered"
