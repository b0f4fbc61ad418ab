"""正一さん needs a 住民票の写し with just what he asked for on it, and pays by the copy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from machinami.capabilities.procedures import papers, queries
from machinami.capabilities.procedures.fields.base import Facts
from machinami.capabilities.procedures.linting import lint
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.submission import fee_of
from machinami.capabilities.procedures.testing import context_for
from machinami.capabilities.procedures.validation import not_for

PROCEDURE = queries.definition("residence_certificate")
CONTEXT = context_for(PROCEDURE)


def paper(**answers):
    whole = {"scope": "self", "relationship_shown": False, "special_items": False, "copies": 1, **answers}
    (document,) = papers.wanted(PROCEDURE, whole, CONTEXT)
    return papers.contents(PROCEDURE, document, whole, CONTEXT)


def values(sections):
    return [r["value"] for s in sections for r in s["rows"]]


def labels(sections):
    return [r["label"] for s in sections for r in s["rows"]]


def test_complete_in_every_language():
    assert lint(PROCEDURE) == []


@pytest.mark.parametrize(("copies", "yen"), [(1, 300), (3, 900), (10, 3000)])
def test_the_fee_is_by_the_copy(copies, yen):
    assert fee_of(PROCEDURE, {"copies": copies}, CONTEXT) == yen
    assert settle(PROCEDURE, {"copies": copies}, CONTEXT).answers["total_fee"] == yen


def test_only_himself_and_nothing_more_than_asked_for():
    found = paper()
    assert found["addressee"] == "見本 花" and "相違ない" in found["statement"]
    assert "見本 花" in values(found["sections"]) and "見本 太郎" not in values(found["sections"])
    assert "続柄" not in labels(found["sections"]) and "世帯主" not in labels(found["sections"])


def test_the_whole_household_with_relationships():
    found = paper(scope="whole", relationship_shown=True)
    assert len(found["sections"]) == 4 and values(found["sections"]).count("子") == 1
    assert "令和3年（2021年）6月1日（火）" in values(found["sections"])


def test_chosen_members_only():
    child = CONTEXT.facts.household[2]
    found = paper(scope="part", members=[{"person_id": child["person_id"], "member_name": child["name"]}])
    assert "見本 太郎" in values(found["sections"]) and "見本 ミツ" not in values(found["sections"])


def test_what_the_counter_alone_can_issue():
    assert not_for(PROCEDURE, settle(PROCEDURE, {"special_items": True}, CONTEXT)).code == "needs_counter"
    assert not_for(PROCEDURE, settle(PROCEDURE, {}, replace(CONTEXT, facts=Facts()))).code == "not_registered"
