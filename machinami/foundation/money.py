"""Money is integer yen, and nothing else is."""

from __future__ import annotations

from typing import NewType

Yen = NewType("Yen", int)


def yen(value: int) -> Yen:
    """:raises TypeError: for anything but an int (bool and float are not money)."""
    if type(value) is not int:
        raise TypeError(f"money is an int of yen, not {type(value).__name__}")
    return Yen(value)


def show_yen(value: int) -> str:
    """``1200`` → ``1,200円`` (the same in every language: the sign is understood with its number)."""
    return f"{value:,}円"


def truncate(value: int, unit: int) -> Yen:
    """Cut to whole units (地方税法20条の4の2 cuts to 100 or 1,000 yen); towards zero."""
    return Yen(value // unit * unit if value >= 0 else -(-value // unit * unit))
