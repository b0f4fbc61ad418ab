"""大野 修さんは下肢の障害が2級。納税通知書が届いた5月に、払う前に減免を申請する。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of, registered
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("light_vehicle_tax_reduction")
MAY = Context(today=date(2027, 5, 10), facts=registered())
PICTURE = DEFINITION.fields["certificate_picture"].sample(Random(1), MAY)
HOME = {"postal_code": "1680064", "prefecture": "東京都", "city": "杉並区", "town": "永福", "block": "1-2-3"}


def answers(**changes):
    his = {
        "ground": "person", "vehicle": "light_car", "plate": "杉並 580 あ 12-34", "owner_is": "me", "is_me": True, "other_reduced": False,
        "certificate": "body", "disability": "leg", "grade": 2, "certificate_number": "東京都第123456号", "certificate_picture": PICTURE,
        "driver": "person", "licence_until": "2029-03-01", "licence_picture": PICTURE[:1], "applicant_name": {"full": "大野 修", "full_kana": "オオノ オサム"},
        "applicant_address": HOME, "applicant_phone": "09012345678", "agree_truth": True, "agree_lookup": True, "agree_change": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


FOUND = {"taxed_here": True, "tax_class": "passenger_new", "certificate_seen": True, "other_asked_on": "2027-05-10", "other_found": False,
         "fiscal_year_due": "2027-05-31", "reduced": 10_800, "paid_already": False}


def test_the_whole_tax_of_the_ledgers_class_is_waived():
    rows = papers_of(DEFINITION, answers(), FOUND, MAY)["approval"]["rows"]
    assert (rows["減免の前の税額"], rows["減免する額"], rows["納める額"]) == ("10,800円", "10,800円", "0円")
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, "tax_class": "passenger_old"}, MAY)
    assert set(told.value.fields) == {"reduced"}, "never more than the tax"


@pytest.mark.parametrize(("today", "due"), [
    ("2027-04-01", "2027-05-31"), ("2027-05-31", "2027-05-31"), ("2027-06-01", "2028-05-31"), ("2026-11-25", "2027-05-31"),
    ("2027-03-31", "2027-05-31"), ("2028-04-02", "2028-05-31")])
def test_after_the_due_date_it_is_for_the_next_year(today, due):
    now = Context(today=date.fromisoformat(today), facts=registered())
    assert settle(DEFINITION, answers(), now).answers["due_on"] == due and DEFINITION.deadline.rule.closed == "next_open_day"


@pytest.mark.parametrize(("changes", "reason_needed"), [
    ({}, False), ({"grade": 6}, False), ({"grade": 7}, True), ({"disability": "arm", "grade": 3}, True),
    ({"certificate": "ai", "disability": None, "grade": 3}, False), ({"certificate": "ai", "disability": None, "grade": 4}, True),
    ({"certificate": "mental", "disability": None, "grade": 1}, False), ({"certificate": "mental", "disability": None, "grade": 2}, True),
    ({"certificate": "veteran", "disability": None, "grade": None}, True)])
def test_a_grade_outside_the_guide_needs_the_offices_reason(changes, reason_needed):
    if not reason_needed:
        assert papers_of(DEFINITION, answers(**changes), FOUND, MAY)
        return
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(**changes), FOUND, MAY)
    assert set(told.value.fields) == {"grade_special"}
    assert papers_of(DEFINITION, answers(**changes), {**FOUND, "grade_special": "区の一覧の備考による"}, MAY)


@pytest.mark.parametrize("changed", [{"other_found": True}, {"certificate_seen": False}])
def test_one_vehicle_each_and_a_certificate_that_was_seen(changed):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, **changed}, MAY)
    assert set(told.value.fields) == {"taxed_here"}
    refused = papers_of(DEFINITION, answers(), {"taxed_here": True, "tax_class": "passenger_new", **changed}, MAY, outcome="refused")
    assert "審査請求" in refused["refusal"]["appeal"][0]


def test_an_application_after_the_due_date_is_not_granted_for_that_year():
    june = Context(today=date(2027, 6, 10), facts=registered())
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, "other_asked_on": "2027-06-10"}, june)
    assert set(told.value.fields) == {"fiscal_year_due"}


def test_what_the_ward_holds_is_not_asked():
    asked = " ".join(f.label.ja for f in DEFINITION.fields.values())
    assert "税額" not in asked and "車台番号" not in asked and "マイナンバー" not in asked


def test_a_specially_built_car_needs_no_certificate():
    shown = settle(DEFINITION, answers(ground="structure"), MAY).shown
    assert "structure_proof" in shown and not {"certificate", "driver", "other_reduced"} & shown


@pytest.mark.parametrize(("changes", "code"), [
    ({}, None), ({"other_reduced": True}, "other_vehicle"), ({"owner_is": "company"}, "company_owned")])
def test_who_gets_no_exemption_is_told_why(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), MAY))
    assert (found.code if found else None) == code


def test_who_is_not_registered_here_goes_to_the_counter():
    assert not_for(DEFINITION, settle(DEFINITION, answers(), Context(today=MAY.today))).code == "not_registered"


@pytest.mark.parametrize(("changes", "at"), [
    ({"plate": "あ 1234"}, "plate"), ({"plate": "杉並 580 ア 12-34"}, "plate"), ({"driver": "carer", "driver_name": {"full": "原 恵"}, "use": ["hospital"], "use_often": 4}, "driver"),
    ({"ground": "carer"}, "driver"), ({"certificate": "ai", "disability": None, "grade": 5}, "grade"),
    ({"certificate": "mental", "disability": None, "grade": 4}, "grade"), ({"licence_until": "2027-05-09"}, "licence_until.year"),
    ({"driver": "family", "driver_name": {"full": "大野 恵"}, "use_often": 4}, "use")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), MAY)
    assert set(wrong.value.fields) == {at}
