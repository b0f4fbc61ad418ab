"""内田 久さんは足の障害で手帳2級。通院のタクシー券を11月に申請する。3月までの5か月分がもらえる。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of, registered
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("welfare_taxi_voucher")
NOW = Context(today=date(2026, 11, 25), facts=registered())
COPY, CAR_PAPERS, ACCOUNT = (DEFINITION.fields[f].sample(Random(1), NOW) for f in ("certificate_copy", "car_papers", "account"))
ADDRESS = {"postal_code": "1660013", "prefecture": "東京都", "city": "杉並区", "town": "堀ノ内", "block": "1丁目1番1号"}


def answers(**changes):
    his = {
        "disability_kind": "lower", "grade": 2, "certificate_copy": COPY, "home": "own", "benefit": "taxi", "receiving": "post",
        "applicant_name": {"full": "内田 久", "full_kana": "ウチダ ヒサシ"}, "applicant_address": ADDRESS,
        "applicant_phone": "09012345678", "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


def fuel(**changes):
    return answers(**({"benefit": "fuel", "receiving": None, "car_number": "杉並 500 あ 12-34", "car_owner": "family",
                       "car_papers": CAR_PAPERS, "account": ACCOUNT} | changes))


FOUND = {"on_register": True, "register_grade": 2, "income_ok": True, "from_month": "m11", "sheet_from": "100001", "ready_on": "2026-12-02"}


def test_from_november_five_months_of_vouchers_are_sent():
    rows = papers_of(DEFINITION, answers(), FOUND, NOW)["approval"]["rows"]
    assert (rows["月数"], rows["今年度の額"], rows["タクシー券の枚数"]) == ("5か月", "20,000円", "40枚")
    assert not papers_of(DEFINITION, answers(), FOUND, NOW)["approval"]["appeal"], "a grant by guideline is no disposition"


def test_fuel_is_paid_instead_and_counts_no_vouchers():
    found = {k: v for k, v in FOUND.items() if k != "sheet_from"}
    rows = papers_of(DEFINITION, fuel(), found, NOW)["approval"]["rows"]
    assert rows["今年度の額"] == "12,500円" and "タクシー券の枚数" not in rows and rows["自動車の登録番号"] == "杉並 500 あ 12-34"


@pytest.mark.parametrize("month", list(DEFINITION.tables["months_left"]))
def test_the_amount_is_always_whole_vouchers(month):
    rows = papers_of(DEFINITION, answers(), {**FOUND, "from_month": month}, NOW)["approval"]["rows"]
    amount, sheets = (int("".join(c for c in rows[k] if c.isdigit())) for k in ("今年度の額", "タクシー券の枚数"))
    assert amount == sheets * 500 and amount == DEFINITION.tables["months_left"][month] * 4000


@pytest.mark.parametrize(("kind", "grade", "code"), [
    ("lower", 3, None), ("lower", 4, "lighter_grade"), ("sight", 2, None), ("sight", 3, "lighter_grade"), ("love", 2, None), ("love", 3, "lighter_grade")])
def test_each_disability_has_its_own_lightest_grade(kind, grade, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(disability_kind=kind, grade=grade), NOW))
    assert (found.code if found else None) == code


def test_people_in_a_facility_are_told_whom_to_ask_and_in_hospital_not_stopped():
    assert not_for(DEFINITION, settle(DEFINITION, answers(home="facility"), NOW)).code == "in_facility"
    assert not_for(DEFINITION, settle(DEFINITION, answers(home="hospital"), NOW)) is None


@pytest.mark.parametrize(("sent", "at"), [
    (fuel(car_owner="other"), "car_owner"), (fuel(car_papers=None), "car_papers"), (fuel(account=None), "account"),
    (answers(receiving=None), "receiving"), (answers(certificate_copy=None), "certificate_copy")])
def test_what_does_not_fit_is_shown_at_its_place(sent, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, sent, NOW)
    assert {k.split(".")[0] for k in wrong.value.fields} == {at}


@pytest.mark.parametrize(("changed", "at"), [
    ({"register_grade": 4}, "register_grade"), ({"on_register": False}, "on_register"), ({"income_ok": False}, "income_ok")])
def test_the_register_has_the_last_word(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, **changed}, NOW)
    assert set(told.value.fields) == {at}
    refused = papers_of(DEFINITION, answers(), {**FOUND, **changed}, NOW, "refused")
    assert set(refused) == {"refusal"}
