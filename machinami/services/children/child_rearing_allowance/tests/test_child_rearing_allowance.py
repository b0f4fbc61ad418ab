"""藤本 梢さんは10月に離婚し、3人の子どもを育てている。養育費は年に30万円。所得で、手当は一部支給になる。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of, registered
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city.rates import rate

DEFINITION = queries.definition("child_rearing_allowance")
NOW = Context(today=date(2026, 11, 25), facts=registered())
ACCOUNT = DEFINITION.fields["account"].sample(Random(1), NOW)
PAPER = DEFINITION.fields["koseki"].sample(Random(1), NOW)
HOME = {"postal_code": "1670042", "prefecture": "東京都", "city": "杉並区", "town": "西荻北", "block": "2-3-4"}


def child(given_name, kana, birth, **more):
    return {"child_name": {"full": f"藤本 {given_name}", "full_kana": f"フジモト {kana}"}, "child_birth": birth, "child_disabled": False,
            "child_together": True} | more


THREE = [child("陽", "ヨウ", "2014-05-05"), child("凪", "ナギ", "2017-06-06"), child("湊", "ミナト", "2020-07-07")]


def answers(**changes):
    hers = {
        "reason": "divorce", "reason_on": "2026-10-10", "claimant_is": "mother", "partner": False, "children": THREE, "in_institution": False,
        "koseki_on": "2026-11-15", "koseki": PAPER, "has_relatives": False, "support_received": 300_000, "pension": False,
        "applicant_name": {"full": "藤本 梢", "full_kana": "フジモト コズエ"}, "applicant_address": HOME, "applicant_phone": "09012345678",
        "account": ACCOUNT, "agree_truth": True, "agree_lookup": True, "agree_change": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


#: 2,700,000 of income and 8 tenths of the support, less 80,000: 2,860,000; with three dependants the limits are 1,830,000 and 3,220,000.
FOUND = {"koseki_seen": True, "custody": True, "no_partner": True, "awarded_children": 3, "dependants": 3, "gross_income": 2_700_000,
         "deductions": 80_000, "recipient_number": "8-第45号", "excused": False, "first_pay_on": "2027-03-11"}
MOTHER = {"has_relatives": True, "relatives": [{"relative_name": {"full": "藤本 ミツ", "full_kana": "フジモト ミツ"}, "relative_birth": "1955-01-01", "relative_is": "parent"}]}


def rows(found, **changes):
    made = papers_of(DEFINITION, answers(**changes), found, NOW)
    (code, paper), = made.items()
    return code, paper["rows"], paper


def test_the_part_that_is_paid_goes_by_tens_of_yen():
    code, found, paper = rows(FOUND)
    # 46,680 − 1,030,000 × 0.0256619 (26,430) = 20,250; 11,020 − 1,030,000 × 0.0039568 (4,080) = 6,940, twice
    assert code == "award" and found["判定に使った所得"] == "2,860,000円" and (found["支給の区分"], found["手当の月額"]) == ("一部支給", "34,130円")
    assert any("8月に現況届" in p for p in paper["paragraphs"]) and "東京都知事" in paper["appeal"][0]


def test_below_the_lower_limit_it_is_paid_in_full_and_above_the_upper_not_at_all():
    assert rows({**FOUND, "gross_income": 1_669_999})[1]["手当の月額"] == f"{46_690 + 2 * 11_030:,}円"
    stopped = {k: v for k, v in FOUND.items() if k != "first_pay_on"}
    code, found, paper = rows({**stopped, "gross_income": 3_060_000})
    assert code == "suspension" and found["一部支給の限度"] == "3,220,000円" and "支給を停止" in paper["paragraphs"][0]


@given(income=st.integers(0, 5_000_000), count=st.integers(1, 6), dependants=st.integers(0, 4))
def test_more_income_never_means_more_allowance_and_it_stays_within_the_laws_bounds(income, count, dependants):
    def paid(gross):
        desk = Context(today=NOW.today, outer={**answers(support_received=0), "case_received_on": "2026-11-25", "outcome": "approved"})
        found = {**FOUND, "gross_income": gross, "dependants": dependants, "awarded_children": count, "deductions": 0}
        return settle(DEFINITION.approval, found, desk).answers["monthly"]

    of = {k: rate("child_rearing_allowance", date(2026, 12, 1), k).amount for k in ("first_full", "first_least", "more_full", "more_least")}
    now, richer = paid(income), paid(income + 10_000)
    assert richer <= now and now % 10 == 0
    assert now == 0 or of["first_least"] + (count - 1) * of["more_least"] <= now <= of["first_full"] + (count - 1) * of["more_full"]


def test_a_mother_in_the_house_with_a_high_income_stops_it_unless_she_keeps_house_apart():
    rich = {**FOUND, "supporter_dependants": 0, "supporter_income": 2_360_000, "separate_living": False}
    assert rows({k: v for k, v in rich.items() if k != "first_pay_on"}, **MOTHER)[0] == "suspension"
    assert rows({**rich, "separate_living": True}, **MOTHER)[0] == "award"
    assert rows({**rich, "supporter_income": 2_359_999}, **MOTHER)[0] == "award"


def test_a_pension_is_taken_off():
    widow = {"reason": "death", "pension": True, "pension_yearly": 240_000, "pension_proof": PAPER[:1]}
    assert rows({**FOUND, "pension_monthly": 20_000}, **widow)[1]["手当の月額"] == "14,130円"


@pytest.mark.parametrize("changed", [{"custody": False}, {"no_partner": False}, {"koseki_seen": False}])
def test_who_is_not_entitled_is_not_awarded_it(changed):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, **changed}, NOW)
    assert set(told.value.fields) == {"koseki_seen"}


def test_it_is_paid_from_the_month_after_the_claim_or_after_a_disaster_kept_her_from_it():
    assert "12月1日" in rows(FOUND)[1]["支給の始まり"]
    assert "10月1日" in rows({**FOUND, "excused": True, "excused_from": "2026-09-10"})[1]["支給の始まり"]
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, "excused": True}, NOW)
    assert "excused_from.year" in told.value.fields


@pytest.mark.parametrize(("today", "received", "kept_from"), [("2025-06-01", "2025-06-01", "2024-09-01"), ("2026-11-25", "2026-11-20", "2026-11-22")])
def test_a_month_whose_amount_nobody_knows_or_a_day_after_the_claim_is_not_awarded(today, received, kept_from):
    case = {**answers(), "case_received_on": received, "decided_on": today, "outcome": "approved"}
    found = {k: v for k, v in FOUND.items() if k != "first_pay_on" or received > "2026"} | {"excused": True, "excused_from": kept_from}
    with pytest.raises(Invalid) as told:
        validate(DEFINITION.approval, found, Context(today=date.fromisoformat(today), outer=case))
    assert set(told.value.fields) == {"excused_from"}


def test_the_amount_is_that_of_the_month_it_begins_in():
    low = {**FOUND, "gross_income": 0, "excused": True}
    assert rows({**low, "excused_from": "2025-02-10"})[1]["手当の月額"] == f"{45_500 + 2 * 10_750:,}円"
    assert rows({**low, "excused_from": "2025-03-10"})[1]["手当の月額"] == f"{46_690 + 2 * 11_030:,}円"


def test_a_refusal_needs_no_income_and_names_the_governor():
    known = {"koseki_seen": True, "custody": True, "no_partner": False, "awarded_children": 3}
    assert "東京都知事" in papers_of(DEFINITION, answers(), known, NOW, outcome="refused")["refusal"]["appeal"][0]


def test_who_is_not_registered_here_is_sent_to_move_in_first():
    assert not_for(DEFINITION, settle(DEFINITION, answers(), Context(today=NOW.today))).code == "not_registered"


def test_income_is_never_asked_of_her():
    assert not any("所得" in f.label.ja for f in DEFINITION.fields.values())


@pytest.mark.parametrize(("changes", "code"), [
    ({}, None), ({"partner": True}, "lives_with_partner"), ({"partner": True, "reason": "disability"}, None), ({"in_institution": True}, "children_elsewhere")])
def test_who_cannot_have_it_is_told_why(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("birth", "disabled", "counts"), [
    ("2008-04-01", False, 0), ("2008-04-02", False, 1), ("2008-04-01", True, 1), ("2006-11-25", True, 0), ("2006-11-26", True, 1)])
def test_a_child_counts_to_the_march_after_eighteen_or_to_twenty(birth, disabled, counts):
    settled = settle(DEFINITION, answers(children=[child("陽", "ヨウ", birth, child_disabled=disabled)]), NOW)
    assert settled.answers["children_counted"] == counts


@pytest.mark.parametrize(("changes", "at"), [
    ({"children": [child("陽", "ヨウ", "2008-04-01")]}, "children"), ({"koseki_on": "2026-10-20"}, "koseki_on.year"), ({"koseki": None}, "koseki"),
    ({"reason": "imprisoned", "protection_proof": PAPER[:1], "reason_on": "2026-01-01"}, "reason_on"), ({"reason": "disability"}, "disability_proof")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert set(wrong.value.fields) == {at}
