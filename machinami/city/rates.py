"""Rates and amounts that laws and ordinances set and change, as dated data. What is asked of a resident is a fee (fees)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from machinami.city.data_files import document


@dataclass(frozen=True, slots=True)
class Rate:
    """``amount`` in ``unit`` (yen, or a stated fraction); ``key`` where one rate differs by kind."""

    code: str
    title: str
    amount: int
    valid_from: date
    verified: bool
    source: str
    key: str = ""
    unit: str = "円"


@cache
def all_rates() -> tuple[Rate, ...]:
    return tuple(Rate(**r) for r in document("rates"))


def rate(code: str, on: date, key: str = "") -> Rate:
    """The rate in force on a day. :raises KeyError: when there is none."""
    rows = [r for r in all_rates() if (r.code, r.key) == (code, key) and r.valid_from <= on]
    if not rows:
        raise KeyError(code)
    return max(rows, key=lambda r: r.valid_from)
