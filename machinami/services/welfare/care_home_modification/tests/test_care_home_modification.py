"""小林 ミツさん（要介護2、1割負担）は手すりをつけたい。工事の前に見積りで確かめてもらい、後で領収書を出して支給を受ける。"""

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

DEFINITION = queries.definition("care_home_modification")
NOW = Context(today=date(2026, 11, 25), facts=registered())
ADDRESS = {"postal_code": "1680081", "prefecture": "東京都", "city": "杉並区", "town": "宮前", "block": "2丁目1番1号"}


def sample(code):
    return DEFINITION.fields[code].sample(Random(1), NOW)


def answers(**changes):
    hers = {
        "stage": "before", "begun": False, "care_level": "care2", "insured_number": "0000123456", "at_registered": True, "house": "own",
        "works": ["handrail", "step"], "builder": "すぎなみ工務店", "estimated": 260_000, "starts_on": "2026-12-15",
        "reason_by": "荻窪ケアプラン 山田", "before_papers": sample("before_papers"),
        "applicant_name": {"full": "小林 ミツ", "full_kana": "コバヤシ ミツ"}, "applicant_address": ADDRESS,
        "applicant_phone": "0333121111", "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


def after(**changes):
    return answers(**({"stage": "after", "begun": None, "estimated": None, "starts_on": None, "reason_by": None, "before_papers": None,
                       "prior_number": "R8-000123", "finished_on": "2026-11-10", "paid_on": "2026-11-15", "cost_total": 260_000,
                       "after_papers": sample("after_papers"), "payee": "self", "account": sample("account")} | changes))


FOUND = {"certified": True, "share": "one", "used_before": 0, "reset": False, "counted": 260_000}
CLAIMED = {**FOUND, "prior_confirmed": True, "pay_on": "2026-12-25"}


def test_before_the_work_she_is_told_that_she_may_begin_and_what_to_expect():
    papers = papers_of(DEFINITION, answers(), FOUND, NOW)
    assert set(papers) == {"prior_notice"} and DEFINITION.documents[0].template == "certificate", "no disposition yet"
    rows = papers["prior_notice"]["rows"]
    assert (rows["支給の見込み額"], rows["自分の負担の見込み"], rows["受付番号"]) == ("180,000円", "80,000円", "R8-000001")


def test_after_the_work_the_benefit_is_decided_with_the_way_to_object():
    papers = papers_of(DEFINITION, after(), CLAIMED, NOW)
    assert set(papers) == {"approval"} and papers["approval"]["rows"]["支給額"] == "180,000円"
    assert "東京都介護保険審査会" in papers["approval"]["appeal"][0]


@pytest.mark.parametrize(("changed", "benefit"), [
    ({"share": "three"}, "140,000円"), ({"used_before": 150_000}, "45,000円"), ({"used_before": 150_000, "reset": True}, "180,000円"),
    ({"counted": 33_335, "share": "two"}, "26,668円"), ({"counted": 3_333}, "2,999円")])
def test_share_and_what_was_used_before_decide_the_amount(changed, benefit):
    assert papers_of(DEFINITION, after(), {**CLAIMED, **changed}, NOW)["approval"]["rows"]["支給額"] == benefit


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 260_000), st.integers(0, 199_999), st.sampled_from([("one", 9), ("two", 8), ("three", 7)]))
def test_to_the_yen_nothing_is_lost_and_the_limit_holds(counted, used, share):
    rows = papers_of(DEFINITION, after(), {**CLAIMED, "counted": counted, "used_before": used, "share": share[0]}, NOW)["approval"]["rows"]
    benefit, own = (int("".join(c for c in rows[k] if c.isdigit())) for k in ("支給額", "自分の負担"))
    assert benefit + own == counted and benefit <= (200_000 - used) * share[1] // 10
    assert 0 <= min(counted, 200_000 - used) * share[1] - 10 * benefit < 10


@pytest.mark.parametrize(("changed", "at"), [
    ({"used_before": 200_000}, "used_before"), ({"certified": False}, "certified"), ({"counted": 260_001}, "counted"),
    ({"prior_confirmed": False}, "prior_confirmed")])
def test_what_cannot_be_paid_is_noticed(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, after(), {**CLAIMED, **changed}, NOW)
    assert set(told.value.fields) == {at}


def test_a_share_of_thirty_percent_did_not_exist_before_august_2018():
    field = DEFINITION.approval.fields["benefit"]
    from machinami.capabilities.procedures.lookups import rate_amount
    from machinami.capabilities.procedures.scope import Scope

    def benefit(day):
        return field.evaluate(Scope({"covered": 100_000, "share": "three", "day_counted": day}, NOW.today, rates=rate_amount))

    assert benefit("2018-07-31") is None and benefit("2018-08-01") == 70_000


@pytest.mark.parametrize(("sent", "code"), [
    (answers(begun=True), "already_begun"), (answers(care_level="none"), "not_certified"), (answers(at_registered=False), "another_home"),
    (answers(), None), (after(), None)])
def test_who_cannot_be_paid_is_told_before_filling_in_more(sent, code):
    found = not_for(DEFINITION, settle(DEFINITION, sent, NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("sent", "at"), [
    (answers(house="rented"), "consent"), (answers(works=["related"]), "works"), (after(paid_on="2024-11-24"), "paid_on"),
    (after(payee="builder", account=None), "mandate"), (after(prior_number=None), "prior_number"), (answers(insured_number="12"), "insured_number")])
def test_what_does_not_fit_is_shown_at_its_place(sent, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, sent, NOW)
    assert {k.split(".")[0] for k in wrong.value.fields} == {at}


@pytest.mark.parametrize(("paid", "by"), [("2024-11-25", "2026-11-25"), ("2026-02-28", "2028-02-29")])
def test_two_years_run_from_the_day_after_paying(paid, by):
    assert validate(DEFINITION, after(finished_on="2024-11-20", paid_on=paid), NOW)["claim_by"] == by
