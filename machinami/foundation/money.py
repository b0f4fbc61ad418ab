"""Money is integer yen, and nothing else is."""

from __future__ import annotations

from typing import NewType

from machinami.foundation.i18n import Text

Yen = NewType("Yen", int)


def yen(value: int) -> Yen:
    """:raises TypeError: for anything but an int (bool and float are not money)."""
    if type(value) is not int:
        raise TypeError(f"money is an int of yen, not {type(value).__name__}")
    return Yen(value)


_UNIT = {"en": " yen", "zh-hans": "日元", "ko": "엔"}


def show_yen(value: int, language: str = "ja") -> str:
    """``1200`` → ``1,200円``, ``1,200 yen``, ``1,200日元``, ``1,200엔``."""
    return f"{value:,}{_UNIT.get(language, '円')}"


def truncate(value: int, unit: int) -> Yen:
    """Cut to whole units (地方税法20条の4の2 cuts to 100 or 1,000 yen); towards zero."""
    return Yen(value // unit * unit if value >= 0 else -(-value // unit * unit))


def priced(amount: int) -> Text:
    """An amount in every language's own form."""
    return Text.in_each(lambda language: show_yen(amount, language))
