"""メイさん is nine weeks pregnant. She tells the ward from the train and asks for an interview online."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from machinami.capabilities.procedures import loading, papers
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION, _ = loading.load(Path(__file__).parent.parent / "procedure.yaml")
NOW = Context(today=date(2026, 11, 23))
ADDRESS = {"postal_code": "1660003", "prefecture": "東京都", "city": "杉並区", "town": "高円寺南", "block": "2丁目1番1号"}


def answers(**changes):
    mine = {
        "confirmed": True, "reported_elsewhere": False, "due_on": "2027-06-28", "weeks": 9, "babies": 2,
        "clinic_name": "高円寺産婦人科", "checks": "not_yet",
        "person_name": {"full": "LIN MEI", "full_kana": "リン メイ"}, "person_birth": "1995-05-05", "person_job": "会社員",
        "person_address": ADDRESS, "person_phone": "09012345678", "interview": "online", "interview_times": "土曜の午前",
        "handover": "interview", "handbook_language": "zh", "agree_truth": True, "agree_support": True,
    } | changes
    return {k: v for k, v in mine.items() if v is not None}


def test_her_report_is_taken_and_the_slip_says_what_she_reported():
    whole = validate(DEFINITION, answers(), NOW)
    (slip,) = papers.wanted(DEFINITION, whole, NOW)
    content = papers.contents(DEFINITION, slip, whole, NOW)
    rows = {r["label"]: r["value"] for r in content["sections"][0]["rows"]}
    assert "LIN MEI" in content["addressee"] and rows["赤ちゃんの人数"] == "2人"
    assert "6月28日" in rows["出産予定日"] and rows["面談の希望"] == "オンラインで"
    assert "第15条" in content["statement"]


@pytest.mark.parametrize(("changes", "code"), [
    ({"confirmed": False}, "not_confirmed"), ({"reported_elsewhere": True}, "reported_elsewhere")])
def test_who_needs_something_else_is_told_so(changes, code):
    assert not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW)).code == code


def test_a_slip_of_the_month_in_the_due_date_is_noticed():
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(due_on="2027-08-28"), NOW)
    assert set(wrong.value.fields) == {"weeks"}
    assert validate(DEFINITION, answers(due_on="2027-07-12"), NOW), "two weeks off is how ultrasound is"


def test_times_are_asked_only_for_an_interview():
    later = settle(DEFINITION, answers(interview="later"), NOW)
    assert "interview_times" not in later.shown and "interview_times" not in later.answers


def test_it_is_free_and_quick():
    assert DEFINITION.fee is None and DEFINITION.identity_level == 2
    assert max(s.days for s in DEFINITION.steps) <= DEFINITION.target_days
