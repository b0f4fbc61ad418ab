"""林 由美さんは11月10日に引っ越してきた。11日後に、4歳の娘の医療証を申請する。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("child_medical_certificate")
NOW = Context(today=date(2026, 11, 21))
PAPER = DEFINITION.fields["insurance_paper"].sample(Random(1), NOW)
ADDRESS = {"postal_code": "1680064", "prefecture": "東京都", "city": "杉並区", "town": "永福", "block": "2丁目1番1号"}


def answers(**changes):
    hers = {
        "child_name": {"full": "林 さくら", "full_kana": "ハヤシ サクラ"}, "child_birth": "2022-05-05", "in_home": False,
        "event": "moved_in", "event_on": "2026-11-10", "insurance": "employer", "insurance_paper": PAPER,
        "applicant_name": {"full": "林 由美", "full_kana": "ハヤシ ユミ"}, "applicant_address": ADDRESS,
        "applicant_phone": "09012345678", "agree_truth": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


CHECKED = {"insurance_checked": True, "certificate_number": "1234567", "valid_from": "2026-11-10", "sent_on": "2026-11-27"}


def test_the_certificate_counts_from_the_move():
    whole = validate(DEFINITION, answers(), NOW)
    assert (whole["band"], whole["from_day"], whole["last_day"]) == ("マル乳", "2026-11-10", "2041-03-31")
    rows = papers_of(DEFINITION, answers(), CHECKED, NOW)["approval"]["rows"]
    assert rows["医療証の種類"] == "マル乳" and rows["受給者番号"] == "1234567" and "11月10日" in rows["有効期間の始まり"]


@pytest.mark.parametrize(("moved", "start"), [("2026-11-06", "2026-11-06"), ("2026-11-05", "2026-11-01"), ("2026-09-01", "2026-11-01")])
def test_after_fifteen_days_it_counts_from_the_first_of_the_month(moved, start):
    assert validate(DEFINITION, answers(event_on=moved), NOW)["from_day"] == start


@pytest.mark.parametrize(("birth", "band"), [("2020-04-02", "マル乳"), ("2020-04-01", "マル子"), ("2011-04-02", "マル子"), ("2011-04-01", "マル青")])
def test_the_kind_follows_the_school_year(birth, band):
    """On 21 November 2026 the children born from 2 April 2020 are not at school yet."""
    assert validate(DEFINITION, answers(child_birth=birth), NOW)["band"] == band


@pytest.mark.parametrize(("changes", "code"), [
    ({}, None), ({"insurance": "national"}, None), ({"insurance": "assistance"}, "on_assistance"),
    ({"insurance": "none"}, "no_insurance"), ({"in_home": True}, "institution")])
def test_who_is_helped_otherwise_is_told_how(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


def test_the_insurance_paper_is_asked_only_where_the_ward_does_not_know_it():
    assert "insurance_paper" not in settle(DEFINITION, answers(insurance="national"), NOW).shown


@pytest.mark.parametrize(("changes", "at"), [
    ({"child_birth": "2008-04-01"}, "child_birth"), ({"event_on": "2022-05-04"}, "event_on"),
    ({"event": "birth"}, "event_on"), ({"insurance_paper": None}, "insurance_paper")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert set(wrong.value.fields) == {at}


@pytest.mark.parametrize(("changed", "at"), [({"insurance_checked": False}, "insurance_checked"),
                                             ({"certificate_number": "123"}, "certificate_number")])
def test_no_certificate_before_the_insurance_is_checked(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**CHECKED, **changed}, NOW)
    assert set(told.value.fields) == {at}
