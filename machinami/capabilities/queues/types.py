"""What the doors of queues take and give."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from machinami.foundation.i18n import Text

Came = Literal["walk_in", "booked", "remote"]
CounterState = Literal["closed", "open", "break", "absent"]


@dataclass(frozen=True, slots=True)
class ErrandRow:
    """What people come for. ``minutes``: what the office thinks it takes."""

    code: str
    letter: str
    title: Text
    minutes: float


@dataclass(frozen=True, slots=True)
class OfficeRow:
    code: str
    name: Text
    section: str
    opens: time
    closes: time
    errands: tuple[ErrandRow, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketRow:
    """``errand``: the present one of ``errands``; ``calls``: how often called for it; ``came_at``: None while still on the way."""

    id: str
    number: str
    state: str
    errand: str
    errands: tuple[str, ...]
    came: str
    issued_at: datetime
    came_at: datetime | None
    booked_at: datetime | None = None
    accessible: bool = False
    counter: str = ""
    calls: int = 0
    called_at: datetime | None = None
    #: Opens the page that follows it, without signing in. Only for whoever takes the ticket, and the desk that prints it.
    code: str = ""


@dataclass(frozen=True, slots=True)
class CounterRow:
    id: str
    number: str
    state: str
    errands: tuple[str, ...]
    staff_name: str = ""
    until: datetime | None = None
    ticket: TicketRow | None = None
    held: tuple[TicketRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Minutes:
    """A wait in whole minutes. ``expected`` None: the counters probably close before. ``off``: mean error of the office's forecasts lately, None
    where too few are known."""

    expected: int | None
    low: int | None
    high: int | None
    ahead: int
    off: float | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """What the page of one ticket shows."""

    ticket: TicketRow
    office: OfficeRow
    wait: Minutes | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Called:
    number: str
    counter: str
    at: datetime
    calls: int


@dataclass(frozen=True, slots=True)
class Board:
    """What everybody in the hall sees: the numbers called, newest first, and the wait of who comes now, by errand."""

    office: OfficeRow
    called: tuple[Called, ...]
    waiting: int
    waits: tuple[tuple[ErrandRow, Minutes], ...]
    as_of: datetime
    #: Why no ticket can be taken now.
    closed: Text | None = None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How right past forecasts were: ``number`` of them, mean absolute error and bias in minutes, part that fell into the band."""

    number: int
    mean_error: float
    bias: float
    within_band: float


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Waits in minutes."""

    day: date
    served: int
    no_shows: int
    wait_p50: float
    wait_p90: float
    by_errand: tuple[tuple[str, int, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Busy:
    """An hour of a weekday (0 Monday): the usual wait in minutes and people, over ``days`` days."""

    weekday: int
    hour: int
    wait: float
    people: float
    days: int


@dataclass(frozen=True, slots=True)
class Desk:
    """An office as its staff see it."""

    office: OfficeRow
    counters: tuple[CounterRow, ...]
    line: tuple[tuple[TicketRow, Minutes | None], ...]
    away: tuple[TicketRow, ...] = field(default=())
