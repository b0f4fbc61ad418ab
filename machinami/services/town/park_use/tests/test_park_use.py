"""宮本 房江さんの町会は、春のこどもまつりを区立公園で開く。町会の行事なので、使用料は減免される。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.submission import due_now, fee_of
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city.fees import fee

DEFINITION = queries.definition("park_use")
NOW = Context(today=date(2027, 3, 1))
SKETCH = DEFINITION.fields["sketch"].sample(Random(1), NOW)
PLAN = [{**SKETCH[0], "name": "企画書.pdf", "media_type": "application/pdf"}]
HOME = {"postal_code": "1680082", "prefecture": "東京都", "city": "杉並区", "town": "久我山", "block": "3-4-5"}


def answers(**changes):
    hers = {
        "park_kind": "ward", "park_name": "久我山けやき公園", "park_part": "広場", "use": "event", "title_of_use": "春のこどもまつり",
        "details": "輪投げ、紙芝居、炊き出しの試食はなし", "from_on": "2027-04-10", "until_on": "2027-04-11", "start_hour": 10, "end_hour": 15,
        "area": 300, "people": 150, "brings": ["tents", "sound"], "neighbours": "3日前に回覧板、音は正午から14時まで", "sketch": SKETCH,
        "plan": PLAN, "reduction": True, "reduction_reason": "町会の行事", "applicant": "association", "body_name": "久我山北町会",
        "person_name": {"full": "宮本 房江", "full_kana": "ミヤモト フサエ"}, "person_address": HOME, "person_phone": "09012345678",
        "agree_truth": True, "agree_restore": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


FILMING = answers(use="filming", until_on="2027-04-10", start_hour=9, end_hour=13, people=20, brings=["power"], neighbours=None,
                  reduction=False, reduction_reason=None, applicant="company", body_name="見本映像")
PERMIT = {"ward_park": True, "vacant": True, "permit_number": "8杉み公第12号", "permit_from": "2027-04-10", "permit_until": "2027-04-11",
          "conditions": "ごみを持ち帰ること"}


def test_the_associations_festival_is_permitted_without_a_charge_and_says_why():
    free = {**PERMIT, "levied_area_days": 0}
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), free, NOW)
    assert set(told.value.fields) == {"reduction_basis"}
    permit = papers_of(DEFINITION, answers(), {**free, "reduction_basis": "町会の行事"}, NOW)["use_permit"]
    assert permit["addressee"] == "久我山北町会" and permit["rows"]["使用料"] == "0円" and permit["rows"]["減免の理由"] == "町会の行事"
    assert not any("期限までに払って" in p for p in permit["paragraphs"])


def test_filming_pays_by_the_hour_and_an_event_by_area_and_day():
    hour, area = fee("park_filming_hour", NOW.today), fee("park_event_m2_day", NOW.today)
    whole = validate(DEFINITION, FILMING, NOW)
    assert whole["expected"] == 4 * hour.amount and due_now(DEFINITION, whole, NOW) == 0 and hour.revenue == area.revenue
    found = {**PERMIT, "permit_until": "2027-04-10", "levied_hours": 4}
    assert papers_of(DEFINITION, FILMING, found, NOW)["use_permit"]["rows"]["使用料"] == f"{4 * hour.amount:,}円"
    assert fee_of(DEFINITION, {**whole, **found}, NOW) == 4 * hour.amount
    with pytest.raises(Invalid) as more:
        papers_of(DEFINITION, FILMING, {**found, "levied_hours": 5, "reduction_basis": "延長"}, NOW)
    assert set(more.value.fields) == {"levied_hours"}
    assert validate(DEFINITION, answers(reduction=False, reduction_reason=None), NOW)["expected"] == 300 * 2 * area.amount


def test_scaffolding_in_a_park_stands_on_the_parks_law():
    works = answers(use="structure", until_on="2027-06-30", reduction=False, reduction_reason=None, **dict.fromkeys(
        ("start_hour", "end_hour", "people", "brings", "neighbours", "plan")))
    found = {**PERMIT, "needed": True, "permit_until": "2027-06-30", "levied_area_days": 300 * 82}
    made = papers_of(DEFINITION, works, found, NOW)
    assert set(made) == {"occupancy_permit"} and "都市公園法第6条第1項" in made["occupancy_permit"]["paragraphs"][0]
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, works, {**found, "needed": False}, NOW)
    assert set(told.value.fields) == {"ward_park"}


@pytest.mark.parametrize(("changed", "at"), [({"permit_until": "2027-04-09"}, "permit_until"), ({"levied_area_days": 601}, "levied_area_days")])
def test_the_permit_keeps_to_the_dates_and_to_what_was_asked_for(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**PERMIT, "levied_area_days": 0, "reduction_basis": "町会の行事", **changed}, NOW)
    assert set(told.value.fields) == {at}


def test_a_place_that_is_taken_is_refused():
    taken = {"ward_park": True, "vacant": False}
    with pytest.raises(Invalid):
        papers_of(DEFINITION, answers(), {**PERMIT, **taken, "levied_area_days": 600}, NOW)
    assert papers_of(DEFINITION, answers(), taken, NOW, outcome="refused")["refusal"]["appeal"] is None, "the usual words"


@pytest.mark.parametrize(("changes", "asked"), [({}, True), ({"people": 99, "brings": ["tents"]}, False), ({"people": 100, "brings": ["tents"]}, True),
                                                ({"people": 5, "brings": ["sound"]}, True)])
def test_neighbours_are_told_of_noise_and_crowds(changes, asked):
    assert ("neighbours" in settle(DEFINITION, answers(**changes), NOW).shown) is asked


@pytest.mark.parametrize(("changes", "code"), [
    ({}, None), ({"park_kind": "metropolitan"}, "metropolitan"), ({"use": "free"}, "free_use"), ({"brings": ["tents", "fire"]}, "fire")])
def test_what_needs_no_permit_or_gets_none_is_said_first(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [
    ({"until_on": "2027-04-09"}, "until_on"), ({"until_on": "2027-05-11"}, "until_on"), ({"end_hour": 10}, "end_hour"), ({"end_hour": 22}, "end_hour"),
    ({"brings": ["tents", "nothing"], "people": 150}, "brings"), ({"plan": None}, "plan"), ({"plan": SKETCH}, "plan")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert at in wrong.value.fields
