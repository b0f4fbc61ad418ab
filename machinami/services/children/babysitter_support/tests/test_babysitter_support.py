"""あやさん works nights. She claims 20 hours of a sitter at 3,000 yen; the limit of the table is applied for her."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("babysitter_support")
NOW = Context(today=date(2026, 11, 23))
CAP, HOURS = DEFINITION.tables["cap"], DEFINITION.tables["year_hours"]
ACCOUNT = DEFINITION.fields["account"].sample(Random(1), NOW)
RECEIPTS = DEFINITION.fields["receipts"].sample(Random(1), NOW)
ADDRESS = {"postal_code": "1670022", "prefecture": "東京都", "city": "杉並区", "town": "下井草", "block": "3丁目1番1号"}


def answers(**changes):
    hers = {
        "child_name": {"full": "山本 ひな", "full_kana": "ヤマモト ヒナ"}, "child_birth": "2023-06-01", "more_hours": False,
        "provider": "すぎなみシッター", "approved": True, "first_day": "2026-10-01", "last_day": "2026-10-31",
        "day_hours": 20, "day_price": 3000, "night_hours": 0, "used_before": 30, "receipts": RECEIPTS,
        "claimant_name": {"full": "山本 あや", "full_kana": "ヤマモト アヤ"}, "claimant_address": ADDRESS,
        "claimant_phone": "09012345678", "account": ACCOUNT, "agree_truth": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


CHECKED = {"receipts_match": True, "hours_used_before": 10, "amount_granted": 50_000, "grant_number": "8ベ12", "pay_on": "2026-12-25"}


def test_the_limit_applies_and_the_notice_names_the_amount():
    whole = validate(DEFINITION, answers(), NOW)
    assert whole["amount"] == 20 * CAP["day"] == 50_000 and whole["claim_by"] == "2026-11-30"
    rows = papers_of(DEFINITION, answers(), CHECKED, NOW)["approval"]["rows"]
    assert rows["交付額"] == "50,000円" and "対象の時間（夜）" not in rows and "12月25日" in rows["振込みの予定日"]


def test_less_than_claimed_needs_its_reason_and_more_is_never_granted():
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**CHECKED, "amount_granted": 40_000}, NOW)
    assert set(told.value.fields) == {"cut_reason"}
    rows = papers_of(DEFINITION, answers(), {**CHECKED, "amount_granted": 40_000, "cut_reason": "4時間は対象外"}, NOW)["approval"]["rows"]
    assert (rows["請求の額"], rows["交付額"], rows["額が違う理由"]) == ("50,000円", "40,000円", "4時間は対象外")
    with pytest.raises(Invalid):
        papers_of(DEFINITION, answers(), {**CHECKED, "amount_granted": 50_001, "cut_reason": "x"}, NOW)


def test_a_lower_price_is_paid_as_it_is_and_hours_run_out():
    assert validate(DEFINITION, answers(day_price=1800), NOW)["amount"] == 36_000
    whole = validate(DEFINITION, answers(used_before=130, night_hours=3, night_price=4000), NOW)
    assert (whole["hours_left"], whole["day_counted"], whole["night_counted"]) == (14, 14, 0)
    assert whole["amount"] == 14 * CAP["day"]
    assert validate(DEFINITION, answers(used_before=130, more_hours=True), NOW)["day_counted"] == 20


@settings(max_examples=60, deadline=None)
@given(day=st.integers(0, 300), night=st.integers(0, 200), price=st.integers(0, 20_000), used=st.integers(0, 288))
def test_never_more_than_was_paid_nor_than_the_limits_allow(day, night, price, used):
    whole = settle(DEFINITION, answers(day_hours=day, night_hours=night, day_price=price, used_before=used,
                                       night_price=price if night else None), NOW).answers
    assert 0 <= whole["amount"] <= min((day + night) * price, max(0, HOURS["usual"] - used) * CAP["night"])


@pytest.mark.parametrize(("changes", "code"), [
    ({"approved": False}, "provider_not_approved"), ({"child_birth": "2019-07-01"}, "at_school"), ({}, None)])
def test_who_is_not_covered_is_told(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [
    ({"first_day": "2026-10-31", "last_day": "2026-10-01"}, "last_day"), ({"first_day": "2026-09-01"}, "last_day"),
    ({"used_before": 144}, "day_hours"), ({"receipts": None}, "receipts")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert set(wrong.value.fields) == {at}


def test_the_tables_are_marked_as_not_confirmed():
    assert all(any(name in line for line in DEFINITION.unverified) for name in ("tables.cap", "tables.year_hours"))
