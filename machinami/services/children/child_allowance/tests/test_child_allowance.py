"""花子さん types きっずてあて, finds the allowance, and is told how much to expect and by when to ask."""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.deadlines import due_on
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.linting import lint
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.validation import not_for

PROCEDURE = queries.definition("child_allowance")
CONTEXT = Context(today=date(2026, 11, 23))


def settled(**answers):
    return settle(PROCEDURE, answers, CONTEXT)


def child(born, lives="together", cared_for=True):
    return {"child_birth": born, "child_lives": lives, "child_cared_for": cared_for}


def test_complete_in_every_language():
    assert lint(PROCEDURE) == []


@pytest.mark.parametrize(("children", "older", "amount"), [
    ([child("2026-09-01")], 0, 15000), ([child("2023-11-24")], 0, 15000), ([child("2023-11-23")], 0, 10000),
    ([child("2008-04-02")], 0, 10000), ([child("2008-04-01")], 0, 0),
    ([child("2016-01-01"), child("2018-01-01"), child("2026-01-01")], 0, 50000),
    ([child("2016-01-01"), child("2026-01-01")], 1, 10000 + 30000), ([child("2026-01-01", cared_for=False)], 0, 0),
])
def test_the_expected_amount(children, older, amount):
    """児童手当法第6条: 15,000 under three, 10,000 to high-school age, 30,000 from the third child."""
    answers = {"children": children, "has_older": older > 0, **({"older_children": [{}] * older} if older else {})}
    assert settled(**answers).answers["monthly_amount"] == amount


def test_fifteen_days_and_an_open_day():
    assert due_on(PROCEDURE, settled(event="birth", event_on="2026-11-09").answers, CONTEXT) == date(2026, 11, 24)
    assert due_on(PROCEDURE, settled(event="birth", event_on="2026-11-06").answers, CONTEXT) == date(2026, 11, 24), \
        "the 21st is a Saturday, the 23rd a holiday"


@pytest.mark.parametrize(("answers", "code"), [
    ({"pension": "public_servant"}, "public_servant"), ({"pension": "employees"}, None),
    ({"has_spouse": True, "spouse_lives": "together", "spouse_earns_more": True}, "spouse_earns_more"),
    ({"has_spouse": True, "spouse_lives": "apart", "spouse_earns_more": True}, None),
    ({"children": [child("2000-01-01")]}, "nobody_in_age"),
])
def test_who_is_sent_elsewhere(answers, code):
    found = not_for(PROCEDURE, settled(**answers))
    assert (found.code if found else None) == code


def test_only_children_living_apart_ask_for_papers():
    assert "apart_reason" not in settled(children=[child("2020-01-01")]).shown
    assert "apart_reason" in settled(children=[child("2020-01-01", lives="apart")]).shown
