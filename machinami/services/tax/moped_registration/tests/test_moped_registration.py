"""李 敏浩さんは、友だちから50ccのスクーターをゆずり受けた。種類をまちがえると分かり、車台番号が合うと標識が出る。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city.rates import rate

DEFINITION = queries.definition("moped_registration")
NOW = Context(today=date(2026, 11, 25))
PAPER = DEFINITION.fields["transfer_proof"].sample(Random(1), NOW)
HOME = {"postal_code": "1670022", "prefecture": "東京都", "city": "杉並区", "town": "下井草", "block": "2-3-4"}


def answers(**changes):
    his = {
        "vehicle": "moped_50", "power": "engine", "cc": 49, "make": "ホンダ", "frame_number": "AF79-1234567", "got_how": "person",
        "got_on": "2026-11-20", "former_plate": "returned", "transfer_proof": PAPER, "scrap_slip": PAPER,
        "owner_name": {"full": "李 敏浩", "full_kana": "イ ミノ"}, "owner_birth": "1995-03-04", "owner_address": HOME,
        "owner_phone": "09012345678", "kept": "home", "hand_over": "post", "agree_truth": True, "agree_plate": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


CHECKED = {"frame_agrees": True, "not_doubled": True, "plate_number": "杉並区 あ 1234", "certificate_on": "2026-11-26"}
E_SCOOTER = {"vehicle": "moped_small", "power": "electric", "cc": None, "watt": 600, "length_cm": 120, "width_cm": 50, "top_speed": 20}


def test_the_certificate_for_the_insurance_names_plate_and_frame():
    paper = papers_of(DEFINITION, answers(), CHECKED, NOW)["plate_certificate"]
    rows = paper["rows"]
    assert (rows["標識番号"], rows["標識の色"], rows["車台番号"]) == ("杉並区 あ 1234", "白", "AF79-1234567")
    assert "下井草" in rows["定置場"] and any("郵送" in p for p in paper["paragraphs"])


@pytest.mark.parametrize(("kind", "tax"), [("moped_50", 2000), ("moped_125", 2400), ("minicar", 3700), ("special_other", 5900)])
def test_the_yearly_tax_is_that_of_the_dated_rate(kind, tax):
    assert settle(DEFINITION, answers(vehicle=kind), NOW).answers["yearly_tax"] == tax == rate("light_vehicle_tax", NOW.today, kind).amount


@pytest.mark.parametrize(("changes", "at"), [
    ({"vehicle": "moped_90"}, "cc"), ({"cc": 51}, "cc"), ({"vehicle": "moped_125", "cc": 90}, "cc"),
    ({"power": "electric", "cc": None, "watt": 601}, "watt"), ({"vehicle": "moped_new_standard", "cc": 110, "peak_watt": 4001}, "peak_watt"),
    ({**E_SCOOTER, "top_speed": 25}, "top_speed"), ({**E_SCOOTER, "length_cm": 191}, "top_speed"),
    ({**E_SCOOTER, "power": "engine", "watt": None, "cc": 49}, "power"),
    ({"frame_number": "AF79 123"}, "frame_number"), ({"frame_number": "ＡＦ７９"}, "frame_number"), ({"frame_number": "---"}, "frame_number"),
    ({"transfer_proof": None}, "transfer_proof"), ({"got_on": "2026-11-26"}, "got_on.year"),
    ({"kept": "other", "kept_at": {**HOME, "city": "練馬区"}}, "kept_at.city")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert at in wrong.value.fields


def test_kinds_of_their_own_size_are_accepted():
    assert validate(DEFINITION, answers(**E_SCOOTER), NOW)["yearly_tax"] == 2000
    assert validate(DEFINITION, answers(vehicle="moped_new_standard", cc=110, peak_watt=4000), NOW)
    assert "cc" not in settle(DEFINITION, answers(vehicle="special_farm"), NOW).shown, "a tractor has no class by displacement"


def test_a_plate_that_is_still_on_is_taken_before_a_new_one_is_given():
    on = answers(former_plate="attached", scrap_slip=None, former_city="中野区", former_number="あ 123")
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, on, {**CHECKED, "plate_taken": False}, NOW)
    assert set(told.value.fields) == {"plate_taken"}
    assert papers_of(DEFINITION, on, {**CHECKED, "plate_taken": True}, NOW)


@pytest.mark.parametrize("changed", [{"frame_agrees": False}, {"not_doubled": False}])
def test_a_frame_that_is_another_or_known_already_gets_no_plate(changed):
    with pytest.raises(Invalid):
        papers_of(DEFINITION, answers(), {**CHECKED, **changed}, NOW)
    assert papers_of(DEFINITION, answers(), {**CHECKED, **changed}, NOW, outcome="refused")["refusal"]["appeal"] is None, "the usual words"


@pytest.mark.parametrize("number", ["杉並区 あ 12345", "中野区 あ 1234", "杉並区あ1234", "杉並区 ア 1234"])
def test_a_plate_number_has_the_wards_form(number):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**CHECKED, "plate_number": number}, NOW)
    assert set(told.value.fields) == {"plate_number"}


@pytest.mark.parametrize(("changes", "code"), [
    ({}, None), ({"vehicle": "larger"}, "not_moped"), ({"got_how": "altered"}, "altered"), ({"kept": "outside"}, "kept_elsewhere")])
def test_who_registers_elsewhere_is_told_where(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code
