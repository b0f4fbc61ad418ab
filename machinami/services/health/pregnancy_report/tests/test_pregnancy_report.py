"""メイさん is nine weeks pregnant. She tells the ward from the train and asks for an interview online."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from machinami.capabilities.procedures import loading
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
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


GIVEN = {"handbook_number": "8-01234", "handbook_books": 2, "vouchers": 14, "talk_state": "arranged", "talk_on": "2026-12-01"}


def test_her_report_is_taken_and_the_slip_says_what_she_reported_and_is_given():
    slip = papers_of(DEFINITION, answers(), GIVEN, NOW)["slip"]
    assert "LIN MEI" in slip["addressee"] and slip["rows"]["赤ちゃんの人数"] == "2人"
    assert "6月28日" in slip["rows"]["出産予定日"] and slip["rows"]["母子健康手帳の番号"] == "8-01234"
    assert "12月1日" in slip["rows"]["面談の日"] and "第15条" in slip["statement"]


def test_what_she_worries_about_stays_between_her_and_the_section():
    slip = papers_of(DEFINITION, answers(), {**GIVEN, "talk_notes": "夜も眠れないと話された"}, NOW)["slip"]
    assert "眠れない" not in str(slip) and {"talk_notes", "worries"} <= set(DEFINITION.sensitive)


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
