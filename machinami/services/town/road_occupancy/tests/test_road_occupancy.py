"""誠さん mends the wall of his sweet shop. Scaffolding stands on the pavement for two months."""

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

DEFINITION = queries.definition("road_occupancy")
NOW = Context(today=date(2026, 11, 23))
ADDRESS = {"postal_code": "1670051", "prefecture": "東京都", "city": "杉並区", "town": "荻窪", "block": "5丁目1番1号"}
PLAN = [{"id": "0f0e0d0c-0b0a-4908-8706-050403020100", "name": "平面図.pdf", "media_type": "application/pdf", "size": 1000}]
UNIT = fee("road_occupancy_m2_month", NOW.today).amount


def answers(**changes):
    his = {
        "road": "ward", "road_place": "荻窪5-1-1 店の前の歩道", "object": "scaffold", "purpose": "外壁を直すため", "area": 12,
        "starts_on": "2026-12-10", "ends_on": "2027-02-09", "months": 2, "reduction": False, "applicant": "person",
        "person_name": {"full": "荻窪 誠", "full_kana": "オギクボ マコト"}, "person_address": ADDRESS,
        "person_phone": "0312345678", "contractor": "高井戸建設", "contractor_phone": "09012345678", "drawings": PLAN,
        "agree_truth": True, "agree_restore": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


FOUND = {
    "site_on": "2026-11-20", "ward_road": True, "police_on": "2026-11-21", "permit_number": "8杉土占第12号", "permit_area": 12,
    "permit_from": "2026-12-10", "permit_to": "2027-02-09", "permit_months": 2, "conditions": "通路の幅を2メートル保つこと",
    "levied_units": 24}


def test_the_permit_says_what_is_permitted_and_how_much_is_paid_for_it():
    permit = papers_of(DEFINITION, answers(), FOUND, NOW)["permit"]
    assert "荻窪 誠" in permit["addressee"] and permit["rows"]["面積"] == "12平方メートル" and permit["rows"]["占用物件"] == "足場"
    assert permit["rows"]["占用料"] == f"{24 * UNIT:,}円" and "通路の幅" in permit["rows"]["許可の条件"]
    assert "2月9日" in permit["rows"]["占用の期間（終わり）"] and permit["rows"]["許可番号"] == "8杉土占第12号"


def test_the_charge_is_that_of_the_permit_and_is_asked_for_after_it():
    whole = validate(DEFINITION, answers(), NOW)
    assert whole["charge"] == 24 * UNIT and due_now(DEFINITION, whole, NOW) == 0, "nothing is due on applying"
    assert fee_of(DEFINITION, {**whole, **FOUND, "levied_units": 20}, NOW) == 20 * UNIT


def test_a_reduction_needs_its_ground_and_an_exempted_permit_asks_for_nothing():
    asked = answers(reduction=True, reduction_reason="町会のもちつき")
    assert "charge" not in validate(DEFINITION, asked, NOW)
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, asked, {**FOUND, "levied_units": 0}, NOW)
    assert set(told.value.fields) == {"reduction_basis"}
    permit = papers_of(DEFINITION, asked, {**FOUND, "levied_units": 0, "reduction_basis": "町会の行事"}, NOW)["permit"]
    assert permit["rows"]["減免の理由"] == "町会の行事" and permit["rows"]["占用料"] == "0円"
    assert not any("期限までに払って" in p for p in permit["paragraphs"])


@pytest.mark.parametrize(("ends", "months", "fits"), [
    ("2026-12-10", 1, True), ("2027-01-09", 1, True), ("2027-01-10", 1, False), ("2027-01-10", 2, True),
    ("2027-01-09", 3, False), ("2027-12-09", 12, True), ("2026-12-01", 1, False)])
def test_months_and_dates_belong_together(ends, months, fits):
    if fits:
        assert validate(DEFINITION, answers(ends_on=ends, months=months), NOW)["months"] == months
        return
    with pytest.raises(Invalid):
        validate(DEFINITION, answers(ends_on=ends, months=months), NOW)


@pytest.mark.parametrize("road", ["metropolitan", "national", "private"])
def test_other_roads_have_other_offices(road):
    assert not_for(DEFINITION, settle(DEFINITION, answers(road=road), NOW)).code == "not_ward_road"


def test_a_sign_needs_no_contractor_and_an_agent_needs_a_proxy():
    shown = settle(DEFINITION, answers(object="sign", applicant="agent"), NOW).shown
    assert "contractor" not in shown and {"proxy_paper", "company", "occupier"} <= shown


def test_without_drawings_it_is_not_taken():
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(drawings=None), NOW)
    assert set(wrong.value.fields) == {"drawings"}


def test_a_card_is_asked_of_residents_and_companies():
    assert DEFINITION.identity_level == 2
