"""誠さん mends the wall of his sweet shop. Scaffolding stands on the pavement for two months."""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.procedures import papers, queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import scope_of, settle
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


def test_he_pays_by_area_and_month_and_the_permit_says_so():
    whole = validate(DEFINITION, answers(), NOW)
    scope = scope_of(DEFINITION, whole, NOW)
    assert DEFINITION.fee.when.holds(scope) and DEFINITION.fee.quantity.evaluate(scope) == 24
    assert whole["charge"] == 24 * UNIT
    (permit,) = papers.wanted(DEFINITION, whole, NOW)
    content = papers.contents(DEFINITION, permit, whole, NOW)
    rows = {r["label"]: r["value"] for r in content["sections"][0]["rows"]}
    assert "荻窪 誠" in content["addressee"] and rows["面積"] == "12平方メートル" and rows["占用物件"] == "足場"
    assert rows["占用料"] == f"{24 * UNIT:,}円" and rows["工事会社"] == "高井戸建設"


def test_with_a_requested_reduction_nothing_is_charged_yet():
    whole = validate(DEFINITION, answers(reduction=True, reduction_reason="町会のもちつき"), NOW)
    assert "charge" not in whole and not DEFINITION.fee.when.holds(scope_of(DEFINITION, whole, NOW))


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
