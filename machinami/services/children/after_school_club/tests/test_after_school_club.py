"""石井 恵子さんの息子の蓮さんは4月に小学校に入る。共働きなので、学童クラブを申請する。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("after_school_club")
NOW = Context(today=date(2026, 12, 10))
PROOF = DEFINITION.fields["proof"].sample(Random(1), NOW)
ADDRESS = {"postal_code": "1670034", "prefecture": "東京都", "city": "杉並区", "town": "桃井", "block": "1丁目1番1号"}


def answers(**changes):
    hers = {
        "child_name": {"full": "石井 蓮", "full_kana": "イシイ レン"}, "child_birth": "2020-08-20", "school": "桃井第一小学校",
        "start_on": "2027-04-01", "first_choice": "桃井学童クラブ", "extended": True, "reason": "work", "guardians": "two",
        "days_away": 20, "home_at": "after18", "proof": PROOF,
        "applicant_name": {"full": "石井 恵子", "full_kana": "イシイ ケイコ"}, "applicant_address": ADDRESS,
        "applicant_phone": "09012345678", "agree_truth": True, "agree_share": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


PLACE = {"proof_seen": True, "club": "桃井学童クラブ", "use_from": "2027-04-01", "use_until": "2028-03-31", "reduction": "full"}


def test_the_notice_names_the_club_the_time_and_the_price():
    monthly = DEFINITION.tables["monthly"]
    assert validate(DEFINITION, answers(), NOW)["monthly"] == monthly["fee"] + monthly["snack"] == 5_800
    paper = papers_of(DEFINITION, answers(), PLACE, NOW)["approval"]
    assert (paper["rows"]["学童クラブ"], paper["rows"]["1か月の利用料とおやつ代"]) == ("桃井学童クラブ", "5,800円")
    assert "4月1日" in paper["rows"]["利用を始める日"] and not any("空きがない" in p for p in paper["paragraphs"])
    assert any("tables.monthly" in line for line in DEFINITION.unverified), "the prices are not confirmed, and say so"


def test_another_club_than_wished_is_explained_and_a_waived_fee_not_printed():
    paper = papers_of(DEFINITION, answers(), {**PLACE, "club": "四宮学童クラブ", "reduction": "exempt"}, NOW)["approval"]
    assert any("空きがない" in p for p in paper["paragraphs"]) and "1か月の利用料とおやつ代" not in paper["rows"]
    second = papers_of(DEFINITION, answers(second_choice="四宮学童クラブ"), {**PLACE, "club": "四宮学童クラブ"}, NOW)["approval"]
    assert not any("空きがない" in p for p in second["paragraphs"])


@pytest.mark.parametrize(("birth", "accepted"), [
    ("2021-04-01", True), ("2021-04-02", False),  # born on 1 April: a year earlier at school than the next day's child
    ("2015-04-02", True), ("2015-04-01", False)])
def test_only_while_at_primary_school(birth, accepted):
    if accepted:
        assert validate(DEFINITION, answers(child_birth=birth), NOW)
        return
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, answers(child_birth=birth), NOW)
    assert set(told.value.fields) == {"start_on"}


@pytest.mark.parametrize(("reason", "code"), [("work", None), ("care", None), ("none", "guardian_at_home")])
def test_who_has_a_guardian_at_home_is_shown_the_childrens_centres(reason, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(reason=reason), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [({"proof": None}, "proof"), ({"second_choice": "桃井学童クラブ"}, "second_choice")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert set(wrong.value.fields) == {at}


@pytest.mark.parametrize(("changed", "at"), [({"proof_seen": False}, "proof_seen"), ({"use_until": "2027-03-31"}, "use_until")])
def test_a_place_is_not_given_before_the_papers_are_seen(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**PLACE, **changed}, NOW)
    assert set(told.value.fields) == {at}
