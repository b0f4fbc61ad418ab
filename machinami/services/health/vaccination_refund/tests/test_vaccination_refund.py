"""西村 彩さんは里帰り先で娘に予防接種を受けさせ、費用を払った。前に依頼書をもらっていたので、払い戻しを申請する。"""

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

DEFINITION = queries.definition("vaccination_refund")
NOW = Context(today=date(2026, 11, 25), facts=registered())
ADDRESS = {"postal_code": "1660015", "prefecture": "東京都", "city": "杉並区", "town": "成田東", "block": "1丁目1番1号"}
RECEIPTS, RECORDS, ACCOUNT = (DEFINITION.fields[f].sample(Random(1), NOW) for f in ("receipts", "records", "account"))


def child(birth="2026-08-10"):
    return [{"child_name": {"full": "西村 結", "full_kana": "ニシムラ ユイ"}, "child_birth": birth}]


def shot(vaccine, given_on, paid=10_000):
    return {"vaccine": vaccine, "given_on": given_on, "clinic": "信州こども医院", "paid": paid}


def answers(**changes):
    hers = {
        "child": child(), "place": "outside", "municipality": "長野県松本市", "requested": True,
        "shots": [shot("five", "2026-10-15", 18_000), shot("pcv", "2026-10-15", 11_500)], "receipts": RECEIPTS, "records": RECORDS,
        "applicant_name": {"full": "西村 彩", "full_kana": "ニシムラ アヤ"}, "applicant_address": ADDRESS,
        "applicant_phone": "09012345678", "account": ACCOUNT, "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


FOUND = {"request_found": True, "resident_then": True, "shots_counted": 2, "amount_granted": 29_500, "pay_on": "2026-12-25"}


def test_what_she_paid_comes_back_up_to_the_limit_of_each_vaccine():
    assert validate(DEFINITION, answers(), NOW)["refundable"] == 29_500
    paper = papers_of(DEFINITION, answers(), FOUND, NOW)["approval"]
    assert paper["rows"]["払い戻しの額"] == "29,500円" and not paper["appeal"]
    assert [r["value"] for s in paper["sections"] for r in s["rows"] if r["label"] == "ワクチン"] == ["五種混合", "小児用肺炎球菌"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 60_000), min_size=1, max_size=4))
def test_no_dose_is_refunded_above_its_limit_or_what_was_paid(paid):
    cap = rate("vaccination_cap", NOW.today, "five").amount
    sent = answers(child=child("2024-06-01"), shots=[shot("five", "2026-10-15", p) for p in paid])
    assert validate(DEFINITION, sent, NOW)["refundable"] == sum(min(p, cap) for p in paid)


@pytest.mark.parametrize(("vaccine", "birth", "given_on", "fits"), [
    ("five", "2026-08-10", "2026-10-09", True), ("five", "2026-08-10", "2026-10-08", False),
    ("bcg", "2025-11-20", "2026-11-19", True), ("bcg", "2025-11-20", "2026-11-20", False),
    ("mr1", "2025-05-31", "2026-05-30", True), ("mr1", "2024-11-01", "2026-10-31", True), ("mr1", "2024-11-01", "2026-11-01", False),
    ("mr2", "2020-04-01", "2026-03-31", True), ("mr2", "2020-04-01", "2026-04-01", False), ("mr2", "2020-04-02", "2026-04-01", True),
    ("rota1", "2026-06-01", "2026-11-16", True), ("rota1", "2026-06-01", "2026-11-17", False), ("rota5", "2026-06-01", "2026-11-17", True)])
def test_each_vaccine_has_its_ages(vaccine, birth, given_on, fits):
    sent = answers(child=child(birth), shots=[shot(vaccine, given_on)])
    if fits:
        assert validate(DEFINITION, sent, NOW)["born_on"] == birth
    else:
        with pytest.raises(Invalid) as told:
            validate(DEFINITION, sent, NOW)
        assert set(told.value.fields) == {"shots"}


@pytest.mark.parametrize("shots", [
    [shot("bcg", "2026-10-15"), shot("bcg", "2026-10-16")], [shot("hepb", "2026-08-09")], []])
def test_a_dose_too_many_or_before_birth_is_noticed(shots):
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, answers(shots=shots), NOW)
    assert set(told.value.fields) == {"shots"}


@pytest.mark.parametrize(("given_on", "fits"), [("2025-11-25", True), ("2025-11-24", False)])
def test_a_year_after_the_dose_the_claim_ends(given_on, fits):
    sent = answers(child=child("2024-06-01"), shots=[shot("five", given_on)])
    if fits:
        assert validate(DEFINITION, sent, NOW)
    else:
        with pytest.raises(Invalid) as told:
            validate(DEFINITION, sent, NOW)
        assert "1年" in told.value.fields["shots"].ja


@pytest.mark.parametrize(("changes", "code"), [
    ({"requested": False}, "no_request"), ({"place": "wards", "municipality": None, "requested": None}, "in_23_wards"),
    ({"place": "abroad", "municipality": None, "requested": None}, "abroad"), ({}, None)])
def test_where_there_is_no_refund_she_is_told_what_to_do(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changed", "at"), [
    ({"request_found": False}, "request_found"), ({"resident_then": False}, "resident_then"), ({"shots_counted": 3}, "shots_counted"),
    ({"amount_granted": 29_501, "reduced_reason": "x"}, "amount_granted"), ({"amount_granted": 18_000}, "reduced_reason")])
def test_the_desk_says_why_it_pays_less_and_never_pays_more(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, **changed}, NOW)
    assert set(told.value.fields) == {at}
    paper = papers_of(DEFINITION, answers(), {**FOUND, "amount_granted": 18_000, "reduced_reason": "1回は領収書がないため"}, NOW)["approval"]
    assert any("領収書がない" in p for p in paper["paragraphs"])
