"""Slots from opening rules, as data. Pure: no row is read or written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from machinami.capabilities.bookings.types import Opening, SlotTime, Span
from machinami.city.calendar import is_closed

#: The ward's clock. (No summer time in Japan, so that a day has every hour once.)
HERE = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """``special``: days that are not as every week; without spans they are closed. ``calendar`` blank: no closing days."""

    minutes: int
    capacity: int
    calendar: str
    openings: Sequence[Opening]
    special: Mapping[date, Sequence[Span]] = field(default_factory=dict)

    def slots(self, day: date) -> list[SlotTime]:
        """The day's slots, in order; what is left of an opening that is shorter than a slot is none."""
        found = {slot.starts_at: slot for span in self._spans(day) for slot in self._cut(day, span)}
        return [found[start] for start in sorted(found)]

    def slot_at(self, starts_at: datetime) -> SlotTime | None:
        return next((s for s in self.slots(starts_at.astimezone(HERE).date()) if s.starts_at == starts_at), None)

    def _spans(self, day: date) -> Iterable[Span]:
        if day in self.special:
            return self.special[day]
        if self.calendar and is_closed(day, self.calendar):
            return ()
        return [Span(begins=o.begins, ends=o.ends, capacity=o.capacity) for o in self.openings
                if o.weekday == day.weekday() and o.valid_from <= day and (o.valid_until is None or day <= o.valid_until)]

    def _cut(self, day: date, span: Span) -> Iterable[SlotTime]:
        length, end = timedelta(minutes=self.minutes), at(day, span.ends)
        start = at(day, span.begins)
        while start + length <= end:
            yield SlotTime(starts_at=start, ends_at=start + length,
                           capacity=self.capacity if span.capacity is None else span.capacity)
            start += length


def at(day: date, clock: time) -> datetime:
    """A moment of the ward's day."""
    return datetime.combine(day, clock, tzinfo=HERE)


def overlapping(openings: Sequence[Opening]) -> bool:
    """True when two openings of one weekday share a minute on some day on which both hold."""
    return any(
        a.weekday == b.weekday and a.begins < b.ends and b.begins < a.ends
        and a.valid_from <= (b.valid_until or date.max) and b.valid_from <= (a.valid_until or date.max)
        for n, a in enumerate(openings) for b in openings[n + 1:])


def named(moment: datetime) -> str:
    """How a slot is named in choices and in the published record of a draw."""
    return moment.astimezone(UTC).isoformat()
