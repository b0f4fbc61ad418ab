"""Who is called next. Pure; the same rule for the desk, for the forecast and for made-up days. Times are seconds since 1970.

* Everybody by when they came: several errands in one visit, a transfer or a form filled in meanwhile don't send anybody to the end.
* Who has booked goes before all others from the booked time on; who is later than ``GRACE`` stands in line like everybody.
* Who can't wait long (``accessible``: pregnant, with a disability, with a small child) stands as if come ``AHEAD`` earlier.
* Who was not there when called and comes back stands behind the ``BEHIND`` who are next.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Seconds.
GRACE, AHEAD = 900.0, 900.0
BEHIND = 2


def rank(came_at: float, *, accessible: bool = False) -> float:
    """Where somebody stands: smaller is earlier."""
    return came_at - AHEAD if accessible else came_at


def kept(came_at: float, booked_at: float | None) -> float | None:
    """The booked time that counts; None for who came too late for it."""
    return booked_at if booked_at is not None and came_at <= booked_at + GRACE else None


def key(rank_at: float, booked_at: float | None, now: float) -> tuple[int, float]:
    """Sorts those who wait."""
    return (0, booked_at) if booked_at is not None and booked_at <= now else (1, rank_at)


def back(ranks: Sequence[float], now: float) -> float:
    """The rank of who comes back, among the ``ranks`` of those who wait: just behind the next ones."""
    first = sorted(r for r in ranks if r <= now)
    return first[BEHIND - 1] + 0.001 if len(first) >= BEHIND else now
