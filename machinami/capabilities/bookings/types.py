"""What the doors of bookings take and give. Moments are aware; days and times of opening are the ward's own (Asia/Tokyo)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from machinami.foundation.i18n import Text

Kind = Literal["counter", "room", "course", "interview", "vehicle"]
KINDS: tuple[Kind, ...] = ("counter", "room", "course", "interview", "vehicle")
#: booked and offered hold a place; waiting stands in the line.
LIVE = ("booked", "offered", "waiting")
HOLDING = ("booked", "offered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Open on a weekday (0 is Monday) from ``begins`` to ``ends``, on days from ``valid_from`` to ``valid_until`` (both counted)."""

    weekday: int
    begins: time
    ends: time
    valid_from: date
    valid_until: date | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Open on one particular day."""

    begins: time
    ends: time
    capacity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotTime:
    """A slot as the timetable says it; nothing of it need be in the database."""

    starts_at: datetime
    ends_at: datetime
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRow:
    """``minutes``: a slot's length; ``ahead_days``: how far ahead one books; ``lead_minutes``: not later than so long before.

    ``cancel_minutes``: cancelled by oneself until so long before; ``offer_minutes``: how long a freed place is kept for the one
    it is offered to; ``per_person``: bookings one may have at a time (0: as many as one likes).
    """

    id: str
    code: str
    section: str
    kind: str
    title: Text
    place: Text
    minutes: int
    capacity: int
    ahead_days: int
    lead_minutes: int
    cancel_minutes: int
    offer_minutes: int
    per_person: int
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRow:
    """``state``: free, few (a fifth or less is left), full (one may wait), lottery, past, closed."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    waiting: int
    state: str

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRow:
    """``state``: booked, offered, waiting; cancelled, lapsed, moved, displaced, attended, no_show, ended.

    ``ahead``: how many wait before this one; ``number``: the order of arrival at the slot.
    """

    id: str
    resource_id: str
    section: str
    title: Text
    place: Text
    starts_at: datetime
    ends_at: datetime
    state: str
    number: int
    sequence: int
    ahead: int = 0
    offered_until: datetime | None = None
    instead_of: str | None = None
    wants_earlier: bool = False
    may_cancel: bool = False

    @property
    def live(self) -> bool:
        return self.state in LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """One booking on the desk's list of a day; ``name`` is the account's."""

    id: str
    starts_at: datetime
    name: str
    state: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotteryRow:
    """``commitment``: SHA-256 of the seed, shown from the beginning; ``seed``: blank until it is drawn."""

    id: str
    resource_id: str
    title: Text
    slots_from: datetime
    slots_until: datetime
    applications_from: datetime
    applications_until: datetime
    draw_at: datetime
    commitment: str
    seed: str
    drawn_at: datetime | None
    applications: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRow:
    """``choices``: in the order of preference. ``state``: applied, withdrawn, won, waiting (in the line of every choice), none."""

    id: str
    lottery_id: str
    choices: tuple[datetime, ...]
    state: str
    rank: int | None
    won: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRecord:
    """All that is needed to draw again; anybody may have it once it is drawn. No person is in it."""

    lottery_id: str
    commitment: str
    seed: str
    places: Mapping[str, int]
    applications: Sequence[Mapping[str, object]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDay:
    """What closing a day did: how many were booked or waiting, and how many of the booked were offered another time."""

    displaced: int
    offered: int
