"""The plan's 56 initiatives: facts of 杉並区デジタル化推進計画（第1次, 令和4〜6年度）."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from machinami.city.data_files import document
from machinami.foundation.i18n import Text

FISCAL_YEARS = (2022, 2023, 2024)


@dataclass(frozen=True, slots=True)
class Stage:
    """What is to happen in a fiscal year: 検討, 導入準備, 実施, 運用 …"""

    what: str
    stage: str


@dataclass(frozen=True, slots=True)
class Initiative:
    """One of the 56, numbered as the plan lists them.

    ``policy`` 1 (residents) or 2 (inside the office), ``group`` its numbered part; ``section`` leads (主管課), ``related``
    take part (関係課); ``by_year`` follows :data:`FISCAL_YEARS`; ``plans`` are the related plans and their entries.
    """

    number: int
    title: Text
    short: str
    policy: int
    group: int
    group_title: Text
    section: str
    related: tuple[str, ...]
    by_year: tuple[tuple[Stage, ...], ...]
    plans: tuple[str, ...]


@cache
def all_initiatives() -> tuple[Initiative, ...]:
    data = document("initiatives")
    groups = {(g["policy"], g["group"]): Text.of(g["title"]) for g in data["groups"]}
    return tuple(Initiative(
        i["number"], Text.of(i["title"]), i["short"], i["policy"], i["group"], groups[i["policy"], i["group"]],
        i["section"], tuple(i["related"]), tuple(tuple(Stage(**s) for s in i["stages"][y]) for y in FISCAL_YEARS),
        tuple(i["plans"])) for i in data["initiatives"])


def initiative(number: int) -> Initiative:
    """:raises KeyError: for a number outside 1 to 56."""
    if not 1 <= number <= len(all_initiatives()):
        raise KeyError(number)
    return all_initiatives()[number - 1]
