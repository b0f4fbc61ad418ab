"""健太さん's house stood in water up to below the floor. He applies with four photos from his sister's flat."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import papers, queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("damage_certificate")
NOW = Context(today=date(2026, 11, 23))
PHOTOS = DEFINITION.fields["photos"].sample(Random(1), NOW)
ADDRESS = {"postal_code": "1680061", "prefecture": "東京都", "city": "杉並区", "town": "大宮", "block": "1丁目1番1号"}
SHOP = {**ADDRESS, "town": "和田"}


def answers(**changes):
    his = {
        "disaster_kind": "flood", "disaster_on": "2026-11-20",
        "applicant_name": {"family": "大宮", "given": "健太", "family_kana": "オオミヤ", "given_kana": "ケンタ"},
        "applicant_address": ADDRESS, "contact_phone": "09012345678", "staying": "姉の家", "object": "dwelling",
        "structure": "wood", "floors": 2, "holding": "owner", "at_home": True, "damage": "床下に水が入り、泥が残った",
        "water": "below", "photos": PHOTOS, "method": "self_assessment", "accept_partial": True, "copies": 2,
        "agree_truth": True, "agree_ledger": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


def paper(whole):
    (found,) = papers.wanted(DEFINITION, whole, NOW)
    content = papers.contents(DEFINITION, found, whole, NOW)
    return found.code, {r["label"]: r["value"] for s in content["sections"] for r in s["rows"]}


def test_slight_damage_is_certified_from_photos():
    code, rows = paper(validate(DEFINITION, answers(), NOW))
    assert code == "certificate" and rows["住家の被害の程度"].startswith("準半壊に至らない（一部損壊）")
    assert rows["罹災の原因"] == "大雨、浸水" and "大宮" in rows["被災した住家の所在地"]
    assert "自己判定方式" in rows["判定の方法"]


HOME = {"ledger_number": "H8-0012", "lives_there": True}
SURVEYED = {**HOME, "surveyed_on": "2026-11-20", "survey_kind": "outside"}


@pytest.mark.parametrize(("rate", "grade"), [
    (0, "準半壊に至らない"), (9, "準半壊に至らない"), (10, "準半壊（"), (19, "準半壊（"), (20, "半壊（"), (29, "半壊（"), (30, "中規模半壊"),
    (39, "中規模半壊"), (40, "大規模半壊"), (49, "大規模半壊"), (50, "全壊"), (100, "全壊")])
def test_the_grade_follows_from_the_share_of_the_loss(rate, grade):
    asked = answers(method="survey", accept_partial=None, water="above", water_cm=40)
    (paper,) = papers_of(DEFINITION, asked, {**SURVEYED, "loss_rate": rate}, NOW).values()
    assert paper["rows"]["住家の被害の程度"].startswith(grade) and paper["rows"]["整理番号"] == "H8-0012"


def test_nothing_is_certified_before_the_survey():
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(method="survey", accept_partial=None), HOME, NOW)
    assert {"surveyed_on", "survey_kind", "loss_rate"} == {p.split(".")[0] for p in told.value.fields}


def test_a_shop_gets_a_proof_of_report_and_no_certificate():
    code, rows = paper(validate(DEFINITION, answers(
        object="building", company="和田商店", at_home=False, damaged_address=SHOP, method=None, accept_partial=None,
        copies=None), NOW))
    assert code == "report_slip" and "和田" in rows["被害の場所"] and rows["会社や店の名前"] == "和田商店"


@pytest.mark.parametrize("changes", [{"photos": None}, {"water": "above", "water_cm": 30}])
def test_photos_alone_do_not_do_without_photos_or_with_water_above_the_floor(changes):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert set(wrong.value.fields) == {"method"}


def test_the_grade_from_photos_must_be_accepted():
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(accept_partial=None), NOW)
    assert set(wrong.value.fields) == {"accept_partial"}


def test_after_a_fire_the_fire_station_certifies():
    assert not_for(DEFINITION, settle(DEFINITION, answers(disaster_kind="fire", water=None), NOW)).code == "fire"


def test_grades_run_from_total_loss_down_without_a_gap():
    floors = DEFINITION.tables["loss_at_least"]
    assert list(floors.values()) == [50, 40, 30, 20, 10, 0] == sorted(floors.values(), reverse=True)
    names = DEFINITION.tables["loss_grade"]
    assert list(names) == list(floors)
    uppers = [None, *floors.values()]
    for (grade, floor), upper in zip(floors.items(), uppers, strict=False):
        assert (f"{floor}％以上" in names[grade]) is bool(floor)
        assert upper is None or f"{upper}％未満" in names[grade]


def test_water_is_asked_only_after_a_flood():
    assert "water" not in settle(DEFINITION, answers(disaster_kind="storm"), NOW).shown
