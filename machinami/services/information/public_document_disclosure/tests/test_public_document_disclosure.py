"""高田 薫さんは区民ではない。駅前の歩道を直したときの会議録を見たい。理由は聞かれない。"""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.submission import due_now, fee_of
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city.fees import fee

DEFINITION = queries.definition("public_document_disclosure")
NOW = Context(today=date(2026, 11, 25))
MITAKA = {"postal_code": "1810013", "prefecture": "東京都", "city": "三鷹市", "town": "下連雀", "block": "1-1-1"}


def answers(**changes):
    theirs = {
        "about": "ward", "holder": "mayor", "wanted": "2025年度の荻窪駅前の歩道整備の会議録", "made_from": "2025-04-01", "made_until": "2026-03-31",
        "way": "copy", "colour": False, "applicant": "person", "person_name": {"full": "高田 薫"}, "person_address": MITAKA,
        "person_phone": "09012345678", "agree_cost": True,
    } | changes
    return {k: v for k, v in theirs.items() if v is not None}


WHOLE = {"held": True, "document_titles": "荻窪駅前歩道整備 打合せ記録（2025年度）", "third_party": False, "extended": False, "degree": "whole",
         "give_on": "2026-12-04", "give_place": "区役所 情報公開の窓口", "mono_sheets": 12, "colour_sheets": 0}
PART = {**WHOLE, "degree": "part", "withheld": "出席した住民の氏名", "grounds": ["personal"],
        "why_withheld": "氏名は特定の個人を識別できる情報で、公にする慣行がないため"}


def test_anybody_may_ask_and_is_not_asked_why():
    assert DEFINITION.identity_level == 1 and validate(DEFINITION, answers(), NOW)
    assert not any("理由" in f.label.ja or "目的" in f.label.ja for f in DEFINITION.fields.values())


def test_the_copies_are_paid_after_the_decision_by_the_sheet():
    whole = validate(DEFINITION, answers(), NOW)
    assert due_now(DEFINITION, whole, NOW) == 0
    mono, colour = fee("copy_mono", NOW.today), fee("copy_colour", NOW.today)
    assert fee_of(DEFINITION, {**whole, **WHOLE, "colour_sheets": 3}, NOW) == 12 * mono.amount + 3 * colour.amount
    assert mono.revenue == colour.revenue and papers_of(DEFINITION, answers(), WHOLE, NOW)["whole"]["rows"]["写しの費用"] == "120円"


def test_what_is_withheld_is_named_with_its_reason():
    made = papers_of(DEFINITION, answers(), PART, NOW)
    assert set(made) == {"part"} and made["part"]["rows"]["公開しない部分"] == "出席した住民の氏名"
    assert made["part"]["rows"]["理由の区分"] == "個人に関する情報" and made["part"]["appeal"] is None, "the usual words"
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**PART, "why_withheld": "個人情報"}, NOW)
    assert set(told.value.fields) == {"why_withheld"}, "naming the kind alone is no reason"


def test_a_document_nobody_has_is_refused_as_not_existing():
    none = {"held": False, "searched": "2025年度の会議録のつづりと共有フォルダー", "extended": False}
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {k: v for k, v in WHOLE.items() if k not in ("document_titles", "third_party")} | none, NOW)
    assert set(told.value.fields) == {"held"}
    letter = papers_of(DEFINITION, answers(), none, NOW, outcome="refused")["refusal"]
    assert "公文書の公開の請求" in letter["rows"]["申請した手続き"]


def test_viewing_costs_nothing():
    seen = answers(way="view", colour=None, agree_cost=None)
    found = {k: v for k, v in WHOLE.items() if not k.endswith("_sheets")}
    assert "写しの費用" not in papers_of(DEFINITION, seen, found, NOW)["whole"]["rows"]
    assert fee_of(DEFINITION, {**seen, **found}, NOW) == 0
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, seen, WHOLE, NOW)
    assert set(told.value.fields) == {"mono_sheets", "colour_sheets"}, "sheets are not even asked for"


def test_an_extension_has_its_reason_and_its_end():
    long = {**WHOLE, "extended": True, "extended_until": "2027-01-24", "extended_why": "大量のため"}
    assert papers_of(DEFINITION, answers(), long, NOW)
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**long, "extended_until": "2027-01-25"}, NOW)
    assert set(told.value.fields) == {"extended_until"}


@pytest.mark.parametrize(("decided", "late"), [("2026-12-09", False), ("2026-12-10", True)])
def test_after_fourteen_days_it_cannot_be_decided_without_an_extension(decided, late):
    case = {**answers(), "case_received_on": "2026-11-25", "decided_on": decided, "outcome": "approved"}
    desk = Context(today=date.fromisoformat(decided), outer=case)
    found = {**WHOLE, "give_on": "2026-12-14"}
    if not late:
        assert validate(DEFINITION.approval, found, desk)["decide_by"] == "2026-12-09"
        return
    with pytest.raises(Invalid) as told:
        validate(DEFINITION.approval, found, desk)
    assert set(told.value.fields) == {"extended"}


@pytest.mark.parametrize(("changes", "code"), [({}, None), ({"about": "own"}, "own_data"), ({"holder": "assembly"}, "assembly")])
def test_own_data_and_the_assembly_have_ways_of_their_own(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [({"wanted": "書類"}, "wanted"), ({"made_until": "2025-03-31"}, "made_until"),
                                             ({"applicant": "body"}, "body_name")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert at in wrong.value.fields
