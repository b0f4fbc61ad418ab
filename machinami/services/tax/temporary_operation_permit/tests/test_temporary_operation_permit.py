"""今井 茂さんの車は、入院中に車検が切れた。検査場へ行く1日だけ、仮ナンバーを借りる。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.submission import fee_of
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city.fees import fee

DEFINITION = queries.definition("temporary_operation_permit")
NOW = Context(today=date(2026, 11, 25))
PAPER = DEFINITION.fields["insurance_paper"].sample(Random(1), NOW)
HOME = {"postal_code": "1670043", "prefecture": "東京都", "city": "杉並区", "town": "上荻", "block": "1-2-3"}


def answers(**changes):
    his = {
        "purpose": "inspection", "from_place": "杉並区上荻1丁目", "to_place": "練馬自動車検査登録事務所", "through_ward": True,
        "from_on": "2026-11-27", "until_on": "2026-11-27", "car": "compact", "make": "トヨタ", "shape": "箱型", "chassis_number": "ZVW30-1234567",
        "car_papers": PAPER, "insurer": "見本損害保険", "insurance_number": "A123456-7", "insured_from": "2026-11-25",
        "insured_until": "2028-12-25", "insurance_paper": PAPER, "applicant_name": {"full": "今井 茂", "full_kana": "イマイ シゲル"},
        "applicant_address": HOME, "applicant_phone": "09012345678", "agree_truth": True, "agree_rules": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


FOUND = {"car_agrees": True, "insurance_ok": True, "former_permits": 0, "permit_number": "第8-45号", "plate": "杉並 12-34",
         "permit_from": "2026-11-27", "permit_until": "2026-11-27"}


def test_the_permit_says_the_route_and_when_the_plates_come_back():
    assert fee_of(DEFINITION, validate(DEFINITION, answers(), NOW), NOW) == fee("temporary_operation", NOW.today).amount == 750
    paper = papers_of(DEFINITION, answers(), FOUND, NOW)["permit"]
    assert paper["rows"]["運行の経路"] == "杉並区上荻1丁目から練馬自動車検査登録事務所" and "12月2日" in paper["rows"]["返す期限"]
    assert any("この知らせだけでは運転できません" in p for p in paper["paragraphs"])


@pytest.mark.parametrize(("until", "insured", "at"), [
    ("2026-12-01", "2026-12-02", ""), ("2026-12-02", "2026-12-31", "until_on"), ("2026-11-26", "2026-12-31", "until_on"),
    ("2026-11-27", "2026-11-27", "insured_until"), ("2026-11-27", "2026-11-28", "")])
def test_five_days_at_most_and_never_the_last_day_of_the_insurance(until, insured, at):
    theirs = answers(until_on=until, insured_until=insured)
    if not at:
        assert validate(DEFINITION, theirs, NOW)["days"] in (1, 5)
        return
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, theirs, NOW)
    assert set(told.value.fields) == {at}


@pytest.mark.parametrize(("changed", "at"), [
    ({"permit_until": "2026-12-02"}, "permit_until"), ({"permit_until": "2026-11-26"}, "permit_until"), ({"insurance_ok": False}, "car_agrees"), ({"plate": "杉並 1234"}, "plate"),
    ({"former_permits": 2}, "again_reason")])
def test_the_desk_cannot_permit_more_than_the_law_does(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, **changed}, NOW)
    assert set(told.value.fields) == {at}


def test_the_last_day_of_the_insurance_is_not_permitted_at_the_desk_either():
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(insured_until="2026-11-28"), {**FOUND, "permit_until": "2026-11-28"}, NOW)
    assert set(told.value.fields) == {"permit_until"}


def test_a_refusal_says_how_to_object():
    letter = papers_of(DEFINITION, answers(), {"car_agrees": False, "insurance_ok": True, "former_permits": 0}, NOW, outcome="refused")["refusal"]
    assert letter["appeal"] is None, "the usual words"
    assert any("第35条" in r.sentence for r in DEFINITION.refusal_reasons)


@pytest.mark.parametrize(("changes", "code"), [
    ({}, None), ({"car": "small_motorbike"}, "small_motorbike"), ({"purpose": "other"}, "no_reason"), ({"through_ward": False}, "not_through_ward")])
def test_what_cannot_be_permitted_is_said_before_the_form_is_filled_in(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [
    ({"chassis_number": "ZVW30 12"}, "chassis_number"), ({"from_on": "2026-11-24"}, "from_on.year"), ({"insured_from": "2026-11-28"}, "insured_from"),
    ({"car_papers": None}, "car_papers"), ({"insurance_number": "---"}, "insurance_number")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert at in wrong.value.fields
