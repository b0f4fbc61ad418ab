"""Fees and revenue items, as dated data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from machinami.city.data_files import document


@dataclass(frozen=True, slots=True)
class Fee:
    """``amount`` in yen; ``revenue`` is a code of :func:`revenue_items`."""

    code: str
    title: str
    amount: int
    revenue: str
    valid_from: date
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class RevenueItem:
    """歳入科目: 款, 項, 目, 節."""

    code: str
    name: str
    path: tuple[str, ...]
    verified: bool


@cache
def all_fees() -> tuple[Fee, ...]:
    return tuple(Fee(**f) for f in document("fees"))


def fee(code: str, on: date) -> Fee:
    """The fee in force on a day. :raises KeyError: when there is none."""
    rows = [f for f in all_fees() if f.code == code and f.valid_from <= on]
    if not rows:
        raise KeyError(code)
    return max(rows, key=lambda f: f.valid_from)


@cache
def revenue_items() -> dict[str, RevenueItem]:
    return {r["code"]: RevenueItem(r["code"], r["name"], tuple(r["path"]), r["verified"]) for r in document("revenue")}
