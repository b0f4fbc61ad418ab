"""Closing days and working days of the ward office.

Closed: Saturdays, Sundays, national holidays (国民の祝日に関する法律) and 29 December to 3 January
(地方自治法第4条の2, 区の休日を定める条例).
"""

from __future__ import annotations

from datetime import date, timedelta

import jpholiday


def is_closed(day: date) -> bool:
    """True when the ward office is closed that day."""
    if day.weekday() >= 5 or (day.month, day.day) in _YEAR_END:
        return True
    return bool(jpholiday.is_holiday(day))


_YEAR_END = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


def next_open_day(day: date) -> date:
    """The day itself when open, else the first open day after it (民法第142条)."""
    while is_closed(day):
        day += timedelta(days=1)
    return day


def working_days_after(day: date, count: int) -> date:
    """The ``count``-th open day after ``day`` (the day itself is not counted)."""
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
