"""三浦 真一さんの家は1979年に建てた木造。簡易診断を申し込み、評点0.62の結果を受け取る。"""

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

DEFINITION = queries.definition("seismic_diagnosis")
NOW = Context(today=date(2026, 11, 25), facts=registered())
ADDRESS = {"postal_code": "1670041", "prefecture": "東京都", "city": "杉並区", "town": "善福寺", "block": "1丁目1番1号"}


def sample(code):
    return DEFINITION.fields[code].sample(Random(1), NOW)


def answers(**changes):
    his = {
        "built_known": "known", "built_on": "1979-08-20", "built_proof": sample("built_proof"), "structure": "post_beam", "storeys": 2,
        "floor_area": 96, "house_address": ADDRESS, "owner": "self", "diagnosis": "simple", "visit_days": ["saturday"],
        "applicant_name": {"full": "三浦 真一", "full_kana": "ミウラ シンイチ"}, "applicant_address": ADDRESS,
        "applicant_phone": "09012345678", "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


def detailed(**changes):
    return answers(**({"diagnosis": "detailed", "visit_days": None, "architect": "善福寺設計", "estimated": 200_000, "signed": False,
                       "estimate_file": sample("estimate_file")} | changes))


HOUSE = {"built_checked": "1979-08-20", "taxes_paid": True, "era": "old"}
SEEN = {**HOUSE, "visited_on": "2026-11-20", "examiner": "建築士 関 孝、善福寺設計", "score": 62, "verdict": "high_risk"}
GRANT = {**HOUSE, "cost_counted": 200_000, "report_by": "2027-02-20"}


def test_he_learns_how_his_house_would_stand_and_of_further_help():
    papers = papers_of(DEFINITION, answers(), SEEN, NOW)
    assert set(papers) == {"result"} and papers["result"]["rows"]["判定"].startswith("倒壊する可能性が高い")
    assert any("耐震改修の助成" in p for p in papers["result"]["paragraphs"])


@pytest.mark.parametrize(("score", "verdict"), [
    (150, "safe"), (149, "mostly"), (100, "mostly"), (99, "risk"), (70, "risk"), (69, "high_risk"), (0, "high_risk")])
def test_the_verdict_follows_the_score_and_no_other_is_taken(score, verdict):
    papers = papers_of(DEFINITION, answers(), {**SEEN, "score": score, "verdict": verdict}, NOW)
    assert bool([p for p in papers["result"]["paragraphs"] if "耐震改修" in p]) is (verdict in ("risk", "high_risk"))
    other = "safe" if verdict != "safe" else "risk"
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**SEEN, "score": score, "verdict": other}, NOW)
    assert set(told.value.fields) == {"verdict"}


@pytest.mark.parametrize(("built", "code"), [("1981-05-31", None), ("1981-06-01", None), ("2000-05-31", None), ("2000-06-01", "too_new")])
def test_a_house_under_the_present_code_is_not_examined(built, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(built_on=built), NOW))
    assert (found.code if found else None) == code


def test_a_date_nobody_remembers_is_looked_up_by_the_ward():
    unknown = answers(built_known="unknown", built_on=None, built_proof=None)
    assert not_for(DEFINITION, settle(DEFINITION, unknown, NOW)) is None
    assert papers_of(DEFINITION, unknown, SEEN, NOW)["result"]["rows"]["基準の区分"].startswith("旧耐震")


@pytest.mark.parametrize(("built", "era", "fits"), [
    ("1981-05-31", "old", True), ("1981-05-31", "grey", False), ("1981-06-01", "grey", True), ("1981-06-01", "old", False),
    ("2000-05-31", "grey", True), ("2000-06-01", "grey", False), ("2000-06-01", "present", False)])
def test_the_class_of_the_code_is_that_of_the_day_found_on_the_register(built, era, fits):
    found = {**SEEN, "built_checked": built, "era": era}
    if fits:
        assert papers_of(DEFINITION, answers(), found, NOW)
    else:
        with pytest.raises(Invalid) as told:
            papers_of(DEFINITION, answers(), found, NOW)
        assert set(told.value.fields) == {"era"}


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 200_000), st.sampled_from([("old", "1979-08-20"), ("grey", "1990-01-01")]))
def test_the_grant_is_a_share_up_to_the_limit(cost, era):
    rows = papers_of(DEFINITION, detailed(), {**GRANT, "cost_counted": cost, "era": era[0], "built_checked": era[1]}, NOW)["approval"]["rows"]
    grant, own = (int("".join(c for c in rows[k] if c.isdigit())) for k in ("助成額（上限）", "自分で払う額（見込み）"))
    tenths, limit = (rate(f"seismic_diagnosis_{what}", NOW.today, era[0]).amount for what in ("tenths", "limit"))
    assert grant + own == cost and grant == min(limit, cost * tenths // 10)


@pytest.mark.parametrize(("changed", "at"), [({"taxes_paid": False}, "taxes_paid"), ({"cost_counted": 200_001}, "cost_counted")])
def test_what_cannot_be_granted_is_noticed(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, detailed(), {**GRANT, **changed}, NOW)
    assert set(told.value.fields) == {at}
    assert set(papers_of(DEFINITION, detailed(), {**HOUSE, "taxes_paid": False}, NOW, "refused")) == {"refusal"}


@pytest.mark.parametrize(("changes", "code"), [
    ({"structure": "other_structure"}, "not_wooden"), ({"storeys": 3}, "too_high"), ({"owner": "tenant"}, "tenant")])
def test_other_houses_and_tenants_are_told_whom_to_ask(changes, code):
    assert not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW)).code == code


@pytest.mark.parametrize(("sent", "at"), [
    (detailed(signed=True), "signed"), (answers(owner="shared"), "consent"), (answers(house_address={**ADDRESS, "city": "中野区"}), "house_address"),
    (answers(built_proof=None), "built_proof")])
def test_what_does_not_fit_is_shown_at_its_place(sent, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, sent, NOW)
    assert {k.split(".")[0] for k in wrong.value.fields} == {at}
