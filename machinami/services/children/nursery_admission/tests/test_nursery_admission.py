"""直樹さん and 美咲さん both work. They apply for みなと, one year old next April, at the kitchen table."""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("nursery_admission")
NOW = Context(today=date(2026, 11, 23))
ADDRESS = {"postal_code": "1680064", "prefecture": "東京都", "city": "杉並区", "town": "永福", "block": "2丁目1番1号"}


def answers(**changes):
    theirs = {
        "child_name": {"full": "佐藤 みなと", "full_kana": "サトウ ミナト"}, "child_birth": "2025-09-10",
        "start_on": "2027-04-01", "wish_1": "永福保育園", "wish_2": "永福南保育園", "wish_5": "下高井戸保育園",
        "one_name": {"full": "佐藤 直樹", "full_kana": "サトウ ナオキ"}, "one_address": ADDRESS, "one_phone": "09012345678",
        "moving_in": False, "reason_one": "work", "hours_one": 160, "has_second": True,
        "two_name": {"full": "佐藤 美咲", "full_kana": "サトウ ミサキ"}, "reason_two": "work", "hours_two": 128,
        "two_signs": True, "two_birth": "1992-07-08", "two_email": "misaki@example.com",
        "circumstances": ["leave_end"], "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in theirs.items() if v is not None}


FOUND = {
    "certified_number": "3-0001", "certified_class": "three", "certified_time": "standard", "certified_from": "2027-04-01",
    "certified_to": "2029-03-31", "index_one": 20, "index_two": 20, "index_adjust": -1, "placement": "allotted",
    "nursery": "永福保育園", "age_class": "one", "use_from": "2027-04-01"}


def test_both_work_and_a_place_is_offered_by_name_and_class():
    papers = papers_of(DEFINITION, answers(), FOUND, NOW)
    assert set(papers) == {"approval", "offer"}
    assert papers["approval"]["rows"]["保育必要量"] == "保育標準時間"
    assert papers["offer"]["rows"]["内定した施設"] == "永福保育園" and papers["offer"]["rows"]["クラス"] == "1歳児クラス"
    assert any(p.startswith("永福保育園から") for p in papers["offer"]["paragraphs"])


def test_without_a_place_the_notice_says_why():
    waiting = {k: v for k, v in FOUND.items() if k not in ("nursery", "age_class", "use_from")} | {"placement": "waiting"}
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), waiting, NOW)
    assert set(told.value.fields) == {"wait_reason"}
    papers = papers_of(DEFINITION, answers(), {**waiting, "wait_reason": "希望の施設に空きがないため"}, NOW)
    assert set(papers) == {"approval", "waiting"} and "空きがない" in papers["waiting"]["rows"]["保留の理由"]


@pytest.mark.parametrize(("changes", "time"), [
    ({"hours_two": 120}, "保育標準時間"), ({"hours_two": 119}, "保育短時間"),
    ({"reason_two": "job_search", "hours_two": None}, "保育短時間"), ({"reason_two": "birth", "hours_two": None}, "保育標準時間"),
    ({"has_second": False, "two_name": None, "reason_two": None, "hours_two": None, "two_signs": None, "two_birth": None,
      "two_email": None}, "保育標準時間")])
def test_the_shorter_of_both_parents_hours_decides(changes, time):
    assert validate(DEFINITION, answers(**changes), NOW)["care_time"].startswith(time)


@pytest.mark.parametrize(("birth", "kind"), [("2024-04-01", "2号"), ("2024-04-02", "3号")])
def test_three_years_old_on_the_first_day_is_the_second_class(birth, kind):
    assert validate(DEFINITION, answers(child_birth=birth), NOW)["child_class"].startswith(kind)


@pytest.mark.parametrize(("changes", "code"), [
    ({"child_birth": "2020-05-01"}, "at_school"), ({"child_birth": "2020-12-01", "start_on": "2027-03-01"}, None),
    ({"hours_two": 47}, "too_few_hours"), ({"hours_two": 48}, None)])
def test_who_is_not_covered_is_told(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


def test_hours_are_asked_only_where_they_count():
    shown = settle(DEFINITION, answers(reason_one="illness", reason_two="study"), NOW).shown
    assert "hours_one" not in shown and "hours_two" in shown and "papers_move" not in shown


def test_two_parents_are_no_single_parent():
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(circumstances=["single"]), NOW)
    assert set(wrong.value.fields) == {"circumstances"}


def test_staff_decide():
    assert DEFINITION.decision.mode == "staff" and DEFINITION.target_days <= 20
