"""An office at this moment as the forecast sees it (:class:`.forecast.Line`), from the tables; and what was learnt from past days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from machinami.capabilities.queues import forecast, learning, ordering
from machinami.capabilities.queues.models import (
    Away,
    Booking,
    Counter,
    CounterEvent,
    Errand,
    Office,
    Served,
    Ticket,
    TicketEvent,
)
from machinami.capabilities.queues.states import IN_HAND

#: Days looked back on, and the calls that are enough.
DAYS, CALLS = 60, 6000
#: Seconds that what was learnt of past days, and a forecast while nothing happens, stay as they are.
LEARN_AGAIN, LOOK_AGAIN = 900, 15
#: After the doors close the counters go on with those inside for so long.
AFTER = timedelta(minutes=90)
#: Who is booked and has not come comes about so many seconds before, with this likelihood, and is given up so long after.
BEFORE, COMES = 300.0, 0.9
#: An absence nobody said the end of (seconds).
UNKNOWN = 2700.0
#: People who join for a forecast of "now" that nobody is kept for.
NOBODY = "new"


@dataclass(frozen=True)
class Learnt:
    durations: dict[str, learning.Duration]
    paces: dict[str, float]
    turnaround: float
    absent: float


def learnt(office: Office, today: date) -> Learnt:
    """From the days before ``today``."""
    key = f"queues:learnt:{office.pk}:{today}"
    found: Learnt | None = cache.get(key)
    if found is None:
        found = _learn(office, today)
        cache.set(key, found, LEARN_AGAIN)
    return found


def _learn(office: Office, today: date) -> Learnt:
    thought = {code: minutes * 60 for code, minutes in Errand.objects.filter(office=office).values_list("code", "minutes")}
    past = list(Served.objects.filter(office=office, day__lt=today, day__gte=today - timedelta(days=DAYS)).order_by("-day").values_list(
        "errand", "counter", "occupied", "showed", "gap")[:CALLS])
    calls = [(errand, counter, occupied) for errand, counter, occupied, showed, _ in past if showed]
    samples: dict[str, list[float]] = {}
    for errand, _, occupied in calls:
        samples.setdefault(errand, []).append(occupied)
    durations = learning.learn(samples, thought)
    gaps = [min(gap, 300.0) for *_, gap in past if gap is not None]
    return Learnt(durations, learning.paces(calls, durations), (sum(gaps) + 20 * 25.0) / (len(gaps) + 20),
                  (len(past) - len(calls) + 1) / (len(past) + 50))


def line(office: Office, now: datetime, newcomers: Sequence[forecast.Person] = ()) -> forecast.Line:
    today, at = timezone.localdate(now), now.timestamp()
    known = learnt(office, today)
    tickets = list(Ticket.objects.filter(office=office, day=today, state__in=("waiting", "called", "serving")).order_by("id"))
    people = [_person(t) for t in tickets if t.state == "waiting"]
    people += [forecast.Person(f"booked {b.pk}", tuple(b.errands), b.at.timestamp() - BEFORE, b.at.timestamp(),
                               max(b.at.timestamp() - BEFORE, at + 1), COMES)
               for b in Booking.objects.filter(office=office, ticket=None, cancelled=False, at__gt=now - timedelta(seconds=ordering.GRACE),
                                               at__lt=now + timedelta(hours=12))]
    hands = {t.counter_id: t for t in tickets if t.state in IN_HAND}
    return forecast.Line(at, (*people, *newcomers), tuple(_windows(office, now, known, hands)), known.durations, known.turnaround, known.absent)


def _person(t: Ticket) -> forecast.Person:
    booked = t.booked_at.timestamp() if t.booked_at is not None and t.stage == 0 else None
    return forecast.Person(str(t.pk), tuple(t.errands[t.stage:]), t.rank_at, booked)


def _windows(office: Office, now: datetime, known: Learnt, hands: dict[Any, Ticket]) -> list[forecast.Window]:
    local = timezone.localtime(now)
    opens = local.replace(hour=office.opens.hour, minute=office.opens.minute, second=0, microsecond=0).timestamp()
    closes = (local.replace(hour=office.closes.hour, minute=office.closes.minute, second=0, microsecond=0) + AFTER).timestamp()
    away: dict[Any, list[tuple[float, float]]] = {}
    for a in Away.objects.filter(counter__office=office, ends__gt=now, starts__lt=now + timedelta(hours=14)).order_by("starts"):
        away.setdefault(a.counter_id, []).append((a.starts.timestamp(), a.ends.timestamp()))
    done = Served.objects.filter(office=office, day=local.date(), showed=True, called_at__lte=now - timedelta(seconds=learning.SETTLED))
    slow = learning.paces([(e, "", s / known.paces.get(c, 1.0)) for e, c, s in done.values_list("errand", "counter", "occupied")],
                          known.durations, weight=learning.TODAY).get("", 1.0)
    found = []
    for c in Counter.objects.filter(office=office).order_by("position"):
        start, t = now.timestamp(), hands.get(c.pk)
        if c.state == "closed":
            if start >= opens:
                continue  # the day has begun without it: nobody sits there
            start = opens
        elif c.state != "open":
            start = max(start + 60, c.until.timestamp()) if c.until else start + UNKNOWN
        hand = forecast.InHand(str(t.pk), t.errand, (t.called_at or now).timestamp() + t.held_seconds, tuple(t.errands[t.stage + 1:]), t.rank_at) if t else None
        found.append(forecast.Window(str(c.pk), frozenset(c.errands), spans(start, closes, away.get(c.pk, [])), hand, known.paces.get(c.number, 1.0) * slow))
    return found


def spans(start: float, end: float, away: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """``start`` to ``end`` without the times away (rising)."""
    found = []
    for a, b in away:
        if a > start and start < end:
            found.append((start, min(a, end)))
        start = max(start, b)
    if start < end:
        found.append((start, end))
    return tuple(found)


def forecast_of(office: Office, ticket: Ticket, now: datetime) -> tuple[forecast.Wait, float]:
    """Of one ticket, fresh; and the simple guess beside it."""
    found = line(office, now)
    return forecast.waits(found, [str(ticket.pk)])[str(ticket.pk)], forecast.naive(found, ticket.errands[ticket.stage:])


def waits(office: Office, now: datetime) -> dict[str, forecast.Wait]:
    """Of everybody in line by ticket id, and of who would come now for each errand (``"new <code>"``).

    The same for all who ask until something happens, at most :data:`LOOK_AGAIN` seconds.
    """
    key = f"queues:waits:{office.pk}:{stamp(office, now)}:{int(now.timestamp()) // LOOK_AGAIN}"
    found: dict[str, forecast.Wait] | None = cache.get(key)
    if found is None:
        found = _waits(office, now)
        cache.set(key, found, LOOK_AGAIN * 2)
    return found


def _waits(office: Office, now: datetime) -> dict[str, forecast.Wait]:
    whole = line(office, now)
    found = forecast.waits(whole)
    for code in whole.durations:
        new = forecast.Person(f"{NOBODY} {code}", (code,), now.timestamp())
        one = forecast.Line(whole.now, (*whole.people, new), whole.windows, whole.durations, whole.turnaround, whole.absent)
        found |= forecast.waits(one, [new.key], runs=16)
    return found


def stamp(office: Office, now: datetime) -> str:
    """Changes when anything happens to a ticket or a counter of the office."""
    tickets = TicketEvent.objects.filter(office=office, day=timezone.localdate(now)).order_by("-id").values_list("id", flat=True).first()
    counters = CounterEvent.objects.filter(office=office).order_by("-id").values_list("id", flat=True).first()
    return f"{tickets}:{counters}"

