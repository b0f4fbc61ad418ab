"""今井 トシさん（78歳）は1人暮らし。寝室のたんすと本棚が地震で倒れないように、区に固定を頼む。"""

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

DEFINITION = queries.definition("furniture_fixing")
NOW = Context(today=date(2026, 11, 25), facts=registered())
PROOF = DEFINITION.fields["proof"].sample(Random(1), NOW)
ADDRESS = {"postal_code": "1670031", "prefecture": "東京都", "city": "杉並区", "town": "本天沼", "block": "2丁目1番1号"}
TOSHI = {"resident_name": {"full": "今井 トシ"}, "resident_birth": "1948-03-03"}


def answers(**changes):
    hers = {
        "household_kind": "elderly", "had_before": False, "residents": [TOSHI], "house": "own",
        "furniture": [{"piece": "wardrobe", "room": "bedroom"}, {"piece": "bookshelf", "room": "bedroom"}],
        "applicant_name": {"full": "今井 トシ", "full_kana": "イマイ トシ"}, "applicant_address": ADDRESS,
        "applicant_phone": "0333121111", "visit_days": ["weekday_am"], "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


LOOKED = {"household_ok": True, "tax_class": "exempt", "looked_on": "2026-11-20", "pieces_fixed": 2, "work_cost": 28_000, "fix_on": "2026-12-10"}


def test_an_untaxed_household_pays_nothing_and_learns_the_day():
    paper = papers_of(DEFINITION, answers(), LOOKED, NOW)["approval"]
    assert (paper["rows"]["助成額"], paper["rows"]["自分で払う額"]) == ("28,000円", "0円") and "12月10日" in paper["rows"]["取付けの予定日"]
    assert [r["value"] for s in paper["sections"][1:] for r in s["rows"] if r["label"] == "家具"] == ["たんす", "本棚"]
    assert not any("取付けの日に業者に払って" in p for p in paper["paragraphs"])


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300_000), st.sampled_from(["exempt", "taxed"]))
def test_grant_and_own_part_are_the_whole_cost_and_the_limit_holds(cost, tax):
    rows = papers_of(DEFINITION, answers(), {**LOOKED, "work_cost": cost, "tax_class": tax}, NOW)["approval"]["rows"]
    grant, own = (int("".join(c for c in rows[k] if c.isdigit())) for k in ("助成額", "自分で払う額"))
    tenths, limit = (rate(f"furniture_fixing_{what}", NOW.today, tax).amount for what in ("tenths", "limit"))
    assert grant + own == cost and grant == min(limit, cost * tenths // 10)


def test_a_younger_person_in_the_household_is_noticed():
    son = {"resident_name": {"full": "今井 守"}, "resident_birth": "1961-11-26"}
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, answers(residents=[TOSHI, son]), NOW)
    assert set(told.value.fields) == {"residents"}
    assert validate(DEFINITION, answers(residents=[TOSHI, {**son, "resident_birth": "1961-11-25"}]), NOW)["pieces"] == 2, "65 today"


def test_who_is_known_by_a_certificate_is_not_asked_who_lives_there():
    shown = settle(DEFINITION, answers(household_kind="care", residents=None, proof=PROOF), NOW).shown
    assert "proof" in shown and "residents" not in shown and "proof" not in settle(DEFINITION, answers(), NOW).shown


@pytest.mark.parametrize(("changes", "code"), [
    ({"household_kind": "other", "residents": None}, "other_household"), ({"had_before": True}, "had_before"), ({}, None)])
def test_who_is_not_covered_is_told_what_else_there_is(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [
    ({"house": "rented", "landlord_agreed": False}, "landlord_agreed"), ({"house": "public"}, "landlord_agreed"),
    ({"furniture": [{"piece": "fridge", "room": "kitchen"}] * 6}, "furniture"), ({"household_kind": "disabled", "residents": None}, "proof")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert {k.split(".")[0] for k in wrong.value.fields} == {at}


@pytest.mark.parametrize(("changed", "at"), [({"pieces_fixed": 3}, "pieces_fixed"), ({"household_ok": False}, "household_ok")])
def test_the_desk_cannot_grant_more_than_was_asked_or_to_others(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**LOOKED, **changed}, NOW)
    assert set(told.value.fields) == {at}
    assert set(papers_of(DEFINITION, answers(), {"household_ok": False, "tax_class": "taxed"}, NOW, "refused")) == {"refusal"}
