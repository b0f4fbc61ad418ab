"""佐野 健さんのスクーターが駅前で盗まれた。警察の受理番号で申告すると、弁償金はかからず、保険の解約に使う受付書が届く。"""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.submission import fee_of
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city.fees import fee

DEFINITION = queries.definition("moped_scrapping")
NOW = Context(today=date(2026, 11, 25))
HOME = {"postal_code": "1660003", "prefecture": "東京都", "city": "杉並区", "town": "高円寺南", "block": "4-5-6"}
POLICE = {"police_on": "2026-11-21", "police_station": "杉並警察署", "police_number": "第1234号"}


def answers(**changes):
    his = {
        "suginami_plate": True, "mine": True, "plate_number": "さ 4321", "frame_number": "AF79-1234567", "reason": "stolen",
        "ended_on": "2026-11-20", "plate": "stolen", **POLICE, "owner_name": {"full": "佐野 健", "full_kana": "サノ ケン"},
        "owner_address": HOME, "owner_phone": "09012345678", "agree_truth": True, "agree_found": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


STOLEN = {"ledger_agrees": True, "police_asked": True, "scrapped_on": "2026-11-20"}
SCRAPPED = answers(reason="scrapped", plate="post", agree_found=None, **dict.fromkeys(POLICE))


def test_a_stolen_scooter_is_off_the_ledger_and_costs_nothing():
    assert fee_of(DEFINITION, validate(DEFINITION, answers(), NOW), NOW) == 0
    paper = papers_of(DEFINITION, answers(), STOLEN, NOW)["slip"]
    assert paper["rows"]["標識番号"] == "杉並区 さ 4321" and "受理番号 第1234号" in paper["rows"]["警察への届出"]
    assert "11月20日" in paper["rows"]["廃車の日"] and paper["appeal"] == []


def test_a_plate_that_was_lost_is_paid_for():
    lost = validate(DEFINITION, answers(reason="scrapped", plate="lost"), NOW)
    assert fee_of(DEFINITION, lost, NOW) == fee("plate_compensation", NOW.today).amount == 200
    assert fee_of(DEFINITION, validate(DEFINITION, SCRAPPED, NOW), NOW) == 0, "a returned plate costs nothing"


def test_the_slip_waits_for_the_plate():
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, SCRAPPED, {"ledger_agrees": True, "scrapped_on": "2026-11-25"}, NOW)
    assert set(told.value.fields) == {"plate_back_on.year"}
    back = {"ledger_agrees": True, "scrapped_on": "2026-11-25", "plate_back_on": "2026-11-25"}
    rows = papers_of(DEFINITION, SCRAPPED, back, NOW)["slip"]["rows"]
    assert "警察への届出" not in rows and "11月25日" in rows["標識を受け取った日"]


@pytest.mark.parametrize(("changed", "at"), [({"ledger_agrees": False}, "ledger_agrees"), ({"police_asked": False}, "police_asked"),
                                             ({"scrapped_on": "2026-11-19"}, "scrapped_on")])
def test_what_does_not_agree_with_the_ledger_is_not_taken_off(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**STOLEN, **changed}, NOW)
    assert set(told.value.fields) == {at}


def test_a_refusal_needs_the_comparison_with_the_ledger():
    letter = papers_of(DEFINITION, answers(), {"ledger_agrees": False}, NOW, outcome="refused")["refusal"]
    assert letter["rows"]["申請した手続き"].startswith("原動機付自転車などの廃車")
    with pytest.raises(Invalid):
        papers_of(DEFINITION, answers(), {}, NOW, outcome="refused")


@pytest.mark.parametrize(("changes", "at"), [
    ({"plate_number": "さ 43210"}, "plate_number"), ({"plate_number": "4321"}, "plate_number"), ({"plate": "counter"}, "plate"),
    ({"police_number": None}, "police_number"), ({"police_on": "2026-11-19"}, "police_on"), ({"frame_number": "af79"}, "frame_number"),
    ({"reason": "given"}, "new_owner")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert at in wrong.value.fields


@pytest.mark.parametrize(("changes", "code"), [({}, None), ({"suginami_plate": False}, "other_plate"), ({"mine": False}, "inherited")])
def test_other_plates_and_other_owners_are_shown_the_way(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code
