"""Plots drawn by the server: bars by day, piled up by outcome, as rectangles that a template writes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

#: Of the drawing, in its own units: height of the bars' field, room on the left and below, width of a day.
HEIGHT, LEFT, BELOW, DAY = 160, 44, 28, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """``kind`` names its style (``plot-<kind>``)."""

    x: float
    y: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Plot:
    """``ticks``: (y, number) of the lines across; ``days``: (x, words) below."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]
    days: tuple[tuple[float, str], ...]


def piled(days: Sequence[date], kinds: Sequence[str], numbers: Mapping[tuple[date, str], int]) -> Plot:
    """One bar a day from 0, its kinds piled in order from below."""
    most = max([sum(numbers.get((d, k), 0) for k in kinds) for d in days], default=0)
    top = _round(most)
    bars: list[Bar] = []
    for place, day in enumerate(days):
        base = float(HEIGHT)
        for kind in kinds:
            height = round(HEIGHT * numbers.get((day, kind), 0) / top, 1)
            base -= height
            if height:
                bars.append(Bar(LEFT + place * DAY + 3, round(base, 1), height, kind))
    ticks = tuple((HEIGHT - HEIGHT * n / top, n) for n in _steps(top))
    every = max(1, -(-len(days) // 12))
    words = tuple((LEFT + p * DAY + DAY / 2, f"{d.month}/{d.day}") for p, d in enumerate(days) if p % every == 0)
    return Plot(LEFT + len(days) * DAY, HEIGHT + BELOW, tuple(bars), ticks, words)


def _round(most: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100 … so that half of it is whole."""
    size = 1
    while True:
        for step in (2, 4, 10):
            if step * size >= most:
                return step * size
        size *= 10


def _steps(top: int) -> tuple[int, ...]:
    return (0, top // 2, top)
