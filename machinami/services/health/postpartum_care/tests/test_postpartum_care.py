"""岡田 由美さんは9月に双子を産んだ。眠れない夜が続き、宿泊と訪問の産後ケアを申し込む。"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of, registered
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("postpartum_care")
NOW = Context(today=date(2026, 11, 25), facts=registered())
ADDRESS = {"postal_code": "1660003", "prefecture": "東京都", "city": "杉並区", "town": "高円寺南", "block": "3丁目1番1号"}


def answers(**changes):
    hers = {
        "born": "born", "born_on": "2026-09-10", "babies": 2, "needs_hospital": False, "kinds": ["stay", "visit"], "from_on": "2026-12-10",
        "reasons": ["rest", "nobody"], "taxed_here": True, "applicant_name": {"full": "岡田 由美", "full_kana": "オカダ ユミ"},
        "applicant_birth": "1993-03-03", "applicant_address": ADDRESS, "applicant_phone": "09012345678",
        "emergency_name": {"full": "岡田 誠"}, "emergency_phone": "09087654321", "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


FOUND = {"interviewed_on": "2026-11-24", "income_class": "taxed", "uses_stay": 6, "uses_visit": 5, "valid_until": "2027-09-09"}


def yen(rows, label):
    return int("".join(c for c in rows[label] if c.isdigit()))


def test_her_notice_tells_what_each_use_costs_and_all_of_it():
    rows = papers_of(DEFINITION, answers(), FOUND, NOW)["approval"]["rows"]
    assert (rows["宿泊1日の自己負担"], rows["訪問1回の自己負担"]) == ("7,000円", "1,000円"), "twins cost more overnight"
    assert (rows["減免（最大）"], rows["全部使ったときの自己負担"]) == ("12,500円", "34,500円") and "9月9日" in rows["使える最後の日"]


@pytest.mark.parametrize("income", ["welfare", "exempt"])
def test_who_is_not_taxed_pays_nothing(income):
    rows = papers_of(DEFINITION, answers(), {**FOUND, "income_class": income}, NOW)["approval"]["rows"]
    assert yen(rows, "全部使ったときの自己負担") == 0 and "減免（最大）" not in rows


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 6), st.integers(1, 5), st.integers(1, 5), st.integers(1, 4))
def test_the_reduction_covers_five_uses_and_never_more_than_they_cost(stay, day, visit, babies):
    sent = answers(kinds=["stay", "day", "visit"], babies=babies)
    rows = papers_of(DEFINITION, sent, {**FOUND, "uses_stay": stay, "uses_day": day, "uses_visit": visit}, NOW)["approval"]["rows"]
    prices = [yen(rows, f"{k}の自己負担") for k in ("宿泊1日", "日帰り1回", "訪問1回")]
    each = sorted([prices[0]] * stay + [prices[1]] * day + [prices[2]] * visit, reverse=True)
    best = sum(min(2_500, p) for p in each[:5])
    assert yen(rows, "減免（最大）") == best and yen(rows, "全部使ったときの自己負担") == sum(each) - best


@pytest.mark.parametrize(("changed", "at"), [
    ({"uses_stay": 7}, "uses_stay"), ({"uses_visit": 6}, "uses_visit"), ({"valid_until": "2027-09-10"}, "valid_until")])
def test_the_desk_cannot_grant_more_than_the_scheme_allows(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, **changed}, NOW)
    assert set(told.value.fields) == {at}


def test_before_the_birth_she_applies_with_the_due_date():
    early = answers(born="expecting", born_on=None, due_on="2026-12-20", babies=1, from_on="2027-01-05")
    assert validate(DEFINITION, early, NOW)["use_until"] == "2027-12-19"
    paper = papers_of(DEFINITION, early, {**FOUND, "valid_until": "2027-12-19"}, NOW)["approval"]
    assert any("生まれた日が決まったら" in p for p in paper["paragraphs"])
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, {**early, "from_on": "2026-12-19"}, NOW)
    assert set(told.value.fields) == {"from_on"}


@pytest.mark.parametrize(("changes", "code"), [
    ({"born_on": "2025-11-25"}, "over_a_year"), ({"born_on": "2025-11-26", "from_on": "2026-11-25"}, None), ({"needs_hospital": True}, "needs_hospital")])
def test_after_a_year_or_when_ill_she_is_told_where_to_turn(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [
    ({"from_on": "2027-09-10"}, "from_on"), ({"taxed_here": False}, "tax_proof"), ({"babies": 5}, "babies"), ({"kinds": None}, "kinds")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert {k.split(".")[0] for k in wrong.value.fields} == {at}


def test_her_reasons_and_health_stay_sealed_and_a_refusal_has_the_usual_way_to_object():
    assert {"reasons", "medical_notes", "interview_notes"} <= set(DEFINITION.sensitive)
    letter = papers_of(DEFINITION, answers(), {"income_class": "taxed", "interviewed_on": "2026-11-24"}, NOW, "refused")["refusal"]
    assert letter["appeal"] is None, "None: the usual words"
