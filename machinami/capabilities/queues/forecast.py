"""How long somebody will wait: the rest of the day at the counters, played through many times. Pure; docs/adr/0019.

Each play draws how long everybody's errands take (their own stratified draws, the same for the same ticket, so that forecasts
don't jump between two looks), lets the counters open, break and close as planned, lets those booked come, and calls by
:mod:`.ordering`. Times are seconds since 1970; waits are seconds.
"""

from __future__ import annotations

import heapq
import math
import zlib
from bisect import insort
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from machinami.capabilities.queues.learning import Duration
from machinami.capabilities.queues.ordering import key as order

#: Plays; a wait is known to about a tenth of its spread with so many.
RUNS = 48
#: The band holds this part of the plays.
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who waits, or is booked and has not come (``comes`` later than now; with ``share`` < 1 they may not).

    ``errands``: what is still to be done, in order.
    """

    key: str
    errands: tuple[str, ...]
    rank: float
    booked: float | None = None
    comes: float = 0.0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class InHand:
    """Who stands at a counter since ``since``; ``rest``: their errands after this one."""

    key: str
    errand: str
    since: float
    rest: tuple[str, ...] = ()
    rank: float = 0.0


@dataclass(frozen=True, slots=True)
class Window:
    """``spans``: when somebody sits there from now on, rising; ``pace``: how long it takes there and today, where 1 is usual."""

    key: str
    errands: frozenset[str]
    spans: tuple[tuple[float, float], ...]
    hand: InHand | None = None
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """An office at one moment. ``turnaround``: seconds from one visitor's end to the next call. ``absent``: part that is not there when called."""

    now: float
    people: tuple[Person, ...]
    windows: tuple[Window, ...]
    durations: Mapping[str, Duration]
    turnaround: float = 20.0
    absent: float = 0.0
    #: Seconds that calling somebody in vain takes.
    in_vain: float = 90.0


@dataclass(frozen=True, slots=True)
class Wait:
    """``expected``, ``low``, ``high``: seconds from now; None where the counters close before in most plays. ``ahead``: people before."""

    expected: float | None
    low: float | None
    high: float | None
    ahead: int


def waits(line: Line, wanted: Collection[str] | None = None, runs: int = RUNS) -> dict[str, Wait]:
    """Of everybody who is there, or of ``wanted`` keys."""
    keys = [p.key for p in line.people if p.comes <= line.now] if wanted is None else list(dict.fromkeys(wanted))
    if not keys:
        return {}
    found: dict[str, list[float]] = {k: [] for k in keys}
    play = _Plays(line, runs, set(keys))
    for run in range(runs):
        for person, at in play.run(run).items():
            found[person].append(max(0.0, at - line.now))
    before = ahead(line)
    return {k: _wait(sorted(v), runs, before.get(k, 0)) for k, v in found.items()}


def _wait(ordered: list[float], runs: int, before: int) -> Wait:
    if len(ordered) * 2 <= runs:
        return Wait(None, None, None, before)
    # Where a part of the plays never calls, the middle of all is the word to give; else the mean, which errs as little and is smoother.
    middle = ordered[runs // 2] if len(ordered) < runs else sum(ordered) / runs
    high = ordered[min(int(HIGH * runs), len(ordered) - 1)]
    return Wait(middle, min(ordered[int(LOW * runs)], middle), max(high, middle), before)


def ahead(line: Line) -> dict[str, int]:
    """How many of those who wait will be called before, at a counter that could serve both."""
    here = sorted((p for p in line.people if p.comes <= line.now), key=lambda p: order(p.rank, p.booked, line.now))
    staffed = [w.errands for w in line.windows if w.spans]
    reach = {e: frozenset(n for n, errands in enumerate(staffed) if e in errands) for e in line.durations}
    return {p.key: sum(1 for q in here[:n] if reach[q.errands[0]] & reach[p.errands[0]]) for n, p in enumerate(here)}


@dataclass(slots=True)
class _Waiting:
    rank: float
    number: int
    comes: float
    booked: float | None
    person: str
    errands: tuple[str, ...]
    stage: int = 0

    def __lt__(self, other: _Waiting) -> bool:
        return (self.rank, self.number) < (other.rank, other.number)


@dataclass
class _Plays:
    line: Line
    runs: int
    wanted: set[str]
    draws: dict[tuple[str, int], list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tables = {e: d.table(self.runs) for e, d in self.line.durations.items()}
        vain = math.ceil(self.line.absent * self.runs)
        for p in self.line.people:
            for stage, errand in enumerate(p.errands):
                drawn = self._shuffled((p.key, stage), tables[errand])
                if stage == 0 and vain:
                    for n in self._shuffled((p.key, -1), list(range(self.runs)))[:vain]:
                        drawn[int(n)] = self.line.in_vain
        for w in self.line.windows:
            if w.hand is not None:
                left = self.line.durations[w.hand.errand].remaining(max(0.0, self.line.now - w.hand.since) / w.pace, self.runs)
                left = [x * w.pace for x in left]
                self._shuffled((w.hand.key, 99), left)
                for stage, errand in enumerate(w.hand.rest):
                    self._shuffled((w.hand.key, stage), tables[errand])
        self.spans = [w.spans for w in self.line.windows]
        self.serves = [w.errands for w in self.line.windows]

    def _shuffled(self, about: tuple[str, int], values: Sequence[float]) -> list[float]:
        """A ticket's own order of the strata: nobody else's coming changes it."""
        drawn = list(values)
        Random(zlib.crc32(f"{about[0]}:{about[1]}".encode())).shuffle(drawn)
        self.draws[about] = drawn
        return drawn

    def run(self, run: int) -> dict[str, float]:
        """When each wanted person is called in one play."""
        line, draws, left = self.line, self.draws, len(self.wanted)
        lanes: dict[str, list[_Waiting]] = {e: [] for e in line.durations}
        booked: list[_Waiting] = []
        events: list[tuple[float, int]] = []
        idle: set[int] = set()
        called: dict[str, float] = {}
        for n, p in enumerate(line.people):
            if p.share < 1 and (zlib.crc32(p.key.encode()) / 2**32 + run * 0.6180339887) % 1 >= p.share:
                continue
            one = _Waiting(p.rank, n, p.comes, p.booked, p.key, p.errands)
            if p.booked is None:
                lanes[p.errands[0]].append(one)
            else:
                booked.append(one)
            if p.comes > line.now:
                events.append((p.comes, -1))
            if p.booked is not None and p.booked > line.now:
                events.append((p.booked, -1))
        for lane in lanes.values():
            lane.sort()
        booked.sort(key=lambda b: b.booked or 0.0)

        def again(person: str, errands: tuple[str, ...], stage: int, rank: float, comes: float) -> None:
            insort(lanes[errands[0]], _Waiting(rank, 10**6, comes, None, person, errands, stage))
            heapq.heappush(events, (comes, -1))

        heapq.heapify(events)
        for n, w in enumerate(line.windows):
            done = line.now
            if w.hand is not None:
                done += draws[w.hand.key, 99][run] + line.turnaround
                if w.hand.rest:
                    again(w.hand.key, w.hand.rest, 0, w.hand.rank, done - line.turnaround)
            heapq.heappush(events, (done, n))
        while events and left:
            now, which = heapq.heappop(events)
            for n in (which,) if which >= 0 else sorted(idle):
                at = _opens(self.spans[n], now)
                if at > now:
                    idle.discard(n)
                    if at < math.inf:
                        heapq.heappush(events, (at, n))
                    continue
                one = _first(self.serves[n], lanes, booked, now)
                if one is None:
                    idle.add(n)
                    continue
                idle.discard(n)
                if one.person in self.wanted and one.person not in called:
                    called[one.person] = now
                    left -= 1
                end = now + draws[one.person, one.stage][run] * line.windows[n].pace
                heapq.heappush(events, (end + line.turnaround, n))
                if len(one.errands) > 1:
                    again(one.person, one.errands[1:], one.stage + 1, one.rank, end)
        return called


def _opens(spans: tuple[tuple[float, float], ...], at: float) -> float:
    for start, end in spans:
        if at < end:
            return max(at, start)
    return math.inf


def _first(serves: frozenset[str], lanes: dict[str, list[_Waiting]], booked: list[_Waiting], now: float) -> _Waiting | None:
    """Take out of line whom a counter calls now."""
    other: _Waiting | None = None
    for one in booked:
        if one.comes <= now and one.errands[0] in serves:
            if (one.booked or 0.0) <= now:
                booked.remove(one)
                return one
            other = one if other is None or one < other else other
    for errand in serves:
        for one in lanes[errand]:
            if other is not None and other < one:
                break
            if one.comes <= now:
                other = one
                break
    if other is not None:
        (booked if other.booked is not None else lanes[other.errands[0]]).remove(other)
    return other


def naive(line: Line, errands: Sequence[str]) -> float:
    """What simple ticket machines show: people in line × the mean of all errands, shared by the open counters. For comparison."""
    here = [p for p in line.people if p.comes <= line.now]
    times = [line.durations[p.errands[0]].mean for p in here] or [line.durations[errands[0]].mean]
    staffed = sum(1 for w in line.windows if w.spans and w.spans[0][0] <= line.now)
    return len(here) * (sum(times) / len(times)) / max(staffed, 1)
