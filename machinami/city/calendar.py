"""Closing days and working days, from ``data/closing.yaml``.

The ward office is closed on Saturdays, Sundays, national holidays (国民の祝日に関する法律) and 29 December to 3 January
(地方自治法第4条の2, 区の休日を定める条例). Other places (``library``, ``waste_collection``) have rules of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

import jpholiday

from machinami.city.data_files import document

OFFICE = "office"


@dataclass(frozen=True, slots=True)
class ClosingRule:
    """``weekdays`` 0 is Monday; ``nth_weekdays`` are (weekday, n-th of the month); ``year_end`` (month, day)."""

    place: str
    weekdays: frozenset[int]
    holidays: bool
    nth_weekdays: frozenset[tuple[int, int]]
    year_end: frozenset[tuple[int, int]]
    valid_from: date
    verified: bool
    source: str

    def closes(self, day: date) -> bool:
        return (day.weekday() in self.weekdays or (day.month, day.day) in self.year_end
                or (day.weekday(), (day.day + 6) // 7) in self.nth_weekdays
                or (self.holidays and bool(jpholiday.is_holiday(day))))


@cache
def closing_rules() -> tuple[ClosingRule, ...]:
    return tuple(ClosingRule(
        r["place"], frozenset(r["weekdays"]), r["holidays"], frozenset((w, n) for w, n in r.get("nth_weekdays", ())),
        frozenset((int(d[:2]), int(d[3:])) for d in r["year_end"]), r["valid_from"], r["verified"], r["source"])
        for r in document("closing"))


@cache
def _rules_of(place: str) -> tuple[ClosingRule, ...]:
    """Newest first; a place without a rule follows the ward office."""
    found = [r for r in closing_rules() if r.place == place] or [r for r in closing_rules() if r.place == OFFICE]
    return tuple(sorted(found, key=lambda r: r.valid_from, reverse=True))


@lru_cache(maxsize=8192)
def is_closed(day: date, place: str | None = None) -> bool:
    """True when the place (the ward office by default) is closed that day.

    A day before the place's first rule is judged by that first rule.
    """
    rules = _rules_of(place or OFFICE)
    return next((r for r in rules if r.valid_from <= day), rules[-1]).closes(day)


def next_open_day(day: date, place: str | None = None) -> date:
    """The day itself when open, else the first open day after it (民法第142条)."""
    while is_closed(day, place):
        day += timedelta(days=1)
    return day


def working_days_after(day: date, count: int) -> date:
    """The ``count``-th open day of the ward office after ``day`` (the day itself is not counted).

    :raises ValueError: for a negative count.
    """
    if count < 0:
        raise ValueError("count is 0 or more")
    while count > 0:
        day += timedelta(days=1)
        if not is_closed(day):
            count -= 1
    return day


def working_days_between(start: date, end: date) -> int:
    """Open days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    return sum(not is_closed(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
