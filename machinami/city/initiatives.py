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
    """``by_year`` follows :data:`FISCAL_YEARS`; ``section`` leads, ``related`` take part."""

    number: int
    title: Text
    short: str
    policy: int
    group: int
    group_title: str
    section: str
    related: tuple[str, ...]
    by_year: tuple[tuple[Stage, ...], ...]
    plans: tuple[str, ...]


@cache
def all_initiatives() -> tuple[Initiative, ...]:
    return tuple(Initiative(
        i["number"], Text.of(i["title"]), i["short"], i["policy"], i["group"], i["group_title"], i["section"],
        tuple(i["related"]), tuple(tuple(Stage(**s) for s in i["stages"][y]) for y in FISCAL_YEARS),
        tuple(i["plans"])) for i in document("initiatives"))


def initiative(number: int) -> Initiative:
    return all_initiatives()[number - 1]
