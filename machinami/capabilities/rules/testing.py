"""For tests: a household in one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from machinami.capabilities.rules.engine import Evaluation
from machinami.capabilities.rules.types import Fact, Household, Member


def household(*, parents: Mapping[str, Mapping[str, Fact]], children: Mapping[str, Mapping[str, Fact]] | None = None,
              grandparents: Mapping[str, Mapping[str, Fact]] | None = None, facts: Mapping[str, Fact] | None = None) -> Household:
    """``parents={"母": {"所得": 2_000_000}}, children={"子": {…}}``"""
    roles = (("親一覧", parents), ("子一覧", children or {}), ("祖父母一覧", grandparents or {}))
    return Household(tuple(Member(name, role, f) for role, people in roles for name, f in people.items()), facts or {})


def value(household: Household, variable: str, on: date, whose: str = "", known: date | None = None) -> object:
    return Evaluation(household, on, known).value(variable, whose)
