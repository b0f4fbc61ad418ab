"""小林 静江さんは柴犬「ハナ」を亡くした。鑑札の番号と亡くなった日を届け、もう注射の案内は来ない。"""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("dog_changes")
NOW = Context(today=date(2026, 11, 25))
HOME = {"postal_code": "1660015", "prefecture": "東京都", "city": "杉並区", "town": "成田東", "block": "1-2-3"}


def answers(**changes):
    hers = {
        "chip_site": False, "event": "died", "happened_on": "2026-11-18", "tag_known": True, "tag_number": "25-第88号",
        "dog_name": "ハナ", "breed": "柴犬", "tags_back": "post", "owner_name": {"full": "小林 静江", "full_kana": "コバヤシ シズエ"},
        "owner_address": HOME, "owner_phone": "0312345678", "agree_truth": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


BOOK = {"found_in_book": True, "book_number": "25-第88号", "entered_on": "2026-11-25", "tags_received": "awaited"}
STAYS = {"kept_at_home": True, "agree_care": True}
MOVED = answers(event="moved", moved_how="in", former_city="三鷹市", **STAYS)


def test_the_death_is_entered_and_no_more_reminders_come():
    whole = validate(DEFINITION, answers(), NOW)
    assert whole["report_by"] == "2026-12-18" and DEFINITION.deadline.rule.days == 30
    paper = papers_of(DEFINITION, answers(), BOOK, NOW)["entered"]
    assert paper["rows"]["届出の種類"] == "犬の死亡" and "11月18日" in paper["rows"]["亡くなった日"]
    assert any("届きません" in p for p in paper["paragraphs"]) and any("返してください" in p for p in paper["paragraphs"])
    assert paper["appeal"] == [], "a report is no disposition"


def test_a_dead_dog_needs_no_place_and_no_promise_of_vaccination():
    shown = settle(DEFINITION, answers(), NOW).shown
    assert not {"kept_at_home", "agree_care", "new_details", "former_name"} & shown
    assert {"kept_at_home", "agree_care", "former_name"} <= settle(DEFINITION, answers(event="owner", i_am="new"), NOW).shown


def test_a_dog_that_moved_in_gets_a_new_tag_and_its_former_place_is_told():
    moved = {**BOOK, "tags_received": "received", "told_on": "2026-11-25"}
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, MOVED, moved, NOW)
    assert set(told.value.fields) == {"new_tag"}
    rows = papers_of(DEFINITION, MOVED, {**moved, "new_tag": "8-第345号"}, NOW)["entered"]["rows"]
    assert rows["新しい鑑札の番号"] == "8-第345号" and rows["前の市区町村"] == "三鷹市" and "成田東" in rows["犬のいる場所"]


def test_a_dog_nobody_registered_cannot_be_taken_off_the_book():
    unknown = {"found_in_book": False, "entered_on": "2026-11-25", "tags_received": "lost"}
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), unknown, NOW)
    assert set(told.value.fields) == {"found_in_book"}
    with pytest.raises(Invalid) as early:
        papers_of(DEFINITION, answers(), {**BOOK, "entered_on": "2026-11-17"}, NOW)
    assert set(early.value.fields) == {"entered_on"}, "not before it died"
    assert papers_of(DEFINITION, answers(), {"found_in_book": False}, NOW, outcome="refused")["refusal"]["appeal"] == []


@pytest.mark.parametrize(("changes", "code"), [
    ({}, None), ({"chip_site": True}, "national_registration"), ({"event": "owner", "i_am": "former"}, "former_owner"),
    ({"event": "owner", "i_am": "new"}, None), ({"event": "moved", "moved_how": "out"}, "leaving"),
    ({"event": "moved", "moved_how": "within"}, None)])
def test_who_reports_elsewhere_is_told_where(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [
    ({"tag_number": "第号"}, "tag_number"), ({"happened_on": "2026-11-26"}, "happened_on.year"), ({"tags_back": "none"}, "tags_back"),
    ({"event": "details", "tags_back": None, **STAYS}, "new_details"),
    ({"event": "moved", "moved_how": "within", "kept_at_home": False, "agree_care": True, "kept_at": {**HOME, "city": "中野区"}}, "kept_at.city")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert set(wrong.value.fields) == {at}
