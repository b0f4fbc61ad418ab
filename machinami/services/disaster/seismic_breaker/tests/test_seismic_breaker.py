"""高野 昭さん（70歳）は1人暮らし。木造の家の分電盤に、地震で電気を止める感震ブレーカーを付けたい。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of, registered
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city.rates import rate

DEFINITION = queries.definition("seismic_breaker")
NOW = Context(today=date(2026, 11, 25), facts=registered())
PICTURE, ESTIMATE, ACCOUNT = (DEFINITION.fields[f].sample(Random(1), NOW) for f in ("board_picture", "estimate_file", "account"))
ADDRESS = {"postal_code": "1680063", "prefecture": "東京都", "city": "杉並区", "town": "和泉", "block": "1丁目1番1号"}


def answers(**changes):
    his = {
        "building_use": "house", "wooden": True, "rented": False, "medical_device": False, "breaker": "panel", "fitted": False,
        "price": 38_000, "board_picture": PICTURE, "electrician": "和泉電気", "estimate_file": ESTIMATE, "household_kind": "elderly",
        "applicant_name": {"full": "高野 昭", "full_kana": "タカノ アキラ"}, "applicant_address": ADDRESS, "applicant_phone": "0333121111",
        "account": ACCOUNT, "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


def simple(**changes):
    return answers(**({"breaker": "simple", "price": 4_000, "electrician": None, "estimate_file": None} | changes))


FOUND = {"support_class": "priority", "certified_device": True, "counted": 38_000, "report_by": "2027-01-25"}


def test_he_pays_nothing_and_learns_by_when_to_report():
    rows = papers_of(DEFINITION, answers(), FOUND, NOW)["approval"]["rows"]
    assert (rows["助成額"], rows["自分で払う額"]) == ("38,000円", "0円") and "1月25日" in rows["設置の報告の期限"]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300_000), st.sampled_from(["priority", "general"]), st.sampled_from(["simple", "panel"]))
def test_grant_and_own_part_are_the_cost_and_each_kind_has_its_limit(cost, support, kind):
    sent = answers(price=300_000) if kind == "panel" else simple(price=300_000)
    rows = papers_of(DEFINITION, sent, {**FOUND, "counted": cost, "support_class": support}, NOW)["approval"]["rows"]
    grant, own = (int("".join(c for c in rows[k] if c.isdigit())) for k in ("助成額", "自分で払う額"))
    limit, tenths = (rate(f"seismic_breaker_{what}", NOW.today, key).amount for what, key in (("limit", f"{kind}_{support}"), ("tenths", support)))
    assert grant + own == cost and grant == min(limit, cost * tenths // 10)


def test_equipment_that_keeps_somebody_alive_must_not_lose_power():
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, answers(medical_device=True, has_backup=False), NOW)
    assert set(told.value.fields) == {"has_backup"} and "予備の電源" in told.value.fields["has_backup"].ja
    paper = papers_of(DEFINITION, answers(medical_device=True, has_backup=True), FOUND, NOW)["approval"]
    assert any("予備の電源" in p for p in paper["paragraphs"]) and "medical_device" in DEFINITION.sensitive


def test_what_one_fits_oneself_needs_no_electrician():
    assert not {"electrician", "estimate_file"} & set(settle(DEFINITION, simple(), NOW).shown)
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, answers(estimate_file=None), NOW)
    assert set(told.value.fields) == {"estimate_file"}


@pytest.mark.parametrize(("changes", "code"), [({"fitted": True}, "fitted_already"), ({"building_use": "business"}, "not_home"), ({}, None)])
def test_what_is_not_supported_is_told(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changed", "at"), [({"certified_device": False}, "certified_device"), ({"counted": 38_001}, "counted")])
def test_the_desk_cannot_grant_an_unproven_device_or_more_than_it_costs(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, **changed}, NOW)
    assert set(told.value.fields) == {at}
    assert set(papers_of(DEFINITION, answers(), {"support_class": "general", "certified_device": False}, NOW, "refused")) == {"refusal"}
    with pytest.raises(Invalid) as asked:
        validate(DEFINITION, answers(rented=True, landlord_agreed=False), NOW)
    assert set(asked.value.fields) == {"landlord_agreed"}
