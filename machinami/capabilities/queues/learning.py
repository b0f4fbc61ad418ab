"""How long an errand takes, from how long it took. Pure.

A distribution is ``POINTS`` quantiles. With few observations it is lognormal around what the office expects, shrunk towards it;
with many the observations themselves (empirical quantiles) count, blended in between on the logarithm.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from statistics import NormalDist, fmean

POINTS = 100
_SCORES = tuple(NormalDist().inv_cdf((n + 0.5) / POINTS) for n in range(POINTS))
#: Observations that weigh as much as what is expected: of the middle, of the spread, of the shape.
MIDDLE, SPREAD, SHAPE = 6, 12, 40
#: Spread (of the logarithm) before anything was observed; of service times at counters it is usually half to eight tenths.
SIGMA = 0.6
#: Shorter or longer is a slip of the finger or a ticket left open over lunch (seconds).
SHORTEST, LONGEST = 15.0, 3 * 3600.0

#: Today's pace looks at calls begun so long ago (seconds): of later ones only the short are over. And what it takes to believe it.
SETTLED, TODAY = 2700.0, 80


@dataclass(frozen=True)
class Duration:
    """``points``: quantiles in seconds, rising, at (n + ½) / POINTS."""

    points: tuple[float, ...]

    @cached_property
    def mean(self) -> float:
        return fmean(self.points)

    def table(self, strata: int) -> list[float]:
        """One value for each of ``strata`` equal parts: their means, so that the whole keeps its mean."""
        return _parts(self.points, strata)

    def remaining(self, elapsed: float, strata: int) -> list[float]:
        """The same of what is left after ``elapsed`` seconds. Never negative."""
        left = [p - elapsed for p in self.points[bisect_right(self.points, elapsed):]]
        if len(left) < 3:  # longer than was ever seen: such ones last for a good while yet
            left = [max(60.0, elapsed * part) for part in (0.05, 0.1, 0.2, 0.35)]
        return _parts(left, strata)


def _parts(points: Sequence[float], strata: int) -> list[float]:
    """Means of ``strata`` equal slices of a rising list (a part of a point counts for a part)."""
    size, sums = len(points) / strata, [0.0, *accumulate(points)]

    def upto(x: float) -> float:
        whole = min(int(x), len(points))
        return sums[whole] + (points[whole] * (x - whole) if whole < len(points) else 0.0)

    return [(upto((n + 1) * size) - upto(n * size)) / size for n in range(strata)]


def lognormal(mean: float, sigma: float = SIGMA) -> Duration:
    middle = math.log(max(mean, SHORTEST)) - sigma * sigma / 2
    return Duration(tuple(math.exp(middle + sigma * z) for z in _SCORES))


def learn(samples: Mapping[str, Sequence[float]], expected: Mapping[str, float]) -> dict[str, Duration]:
    """A distribution for each errand of ``expected`` (seconds, what the office thinks); ``samples`` are past seconds, the rest is left out."""
    logs = {code: [math.log(s) for s in samples.get(code, ()) if SHORTEST <= s <= LONGEST] for code in expected}
    guess = {code: math.log(max(mean, SHORTEST)) - SIGMA * SIGMA / 2 for code, mean in expected.items()}
    off = [x - guess[code] for code, found in logs.items() for x in found]
    shift = sum(off) / (len(off) + MIDDLE)  # the whole office is slower or quicker than it thinks
    around = [x - fmean(found) for found in logs.values() if len(found) > 1 for x in found]
    pooled = math.sqrt((sum(x * x for x in around) + SPREAD * SIGMA * SIGMA) / (len(around) + SPREAD))
    return {code: _one(sorted(logs[code]), guess[code] + shift, pooled) for code in expected}


def _one(logs: list[float], guess: float, pooled: float) -> Duration:
    n = len(logs)
    middle = (sum(logs) + MIDDLE * guess) / (n + MIDDLE)
    sigma = math.sqrt((sum((x - middle) ** 2 for x in logs) + SPREAD * pooled * pooled) / (n + SPREAD))
    if not n:
        return Duration(tuple(math.exp(middle + sigma * z) for z in _SCORES))
    weight = n / (n + SHAPE)
    return Duration(tuple(math.exp(weight * _quantile(logs, (k + 0.5) / POINTS) + (1 - weight) * (middle + sigma * z))
                          for k, z in enumerate(_SCORES)))


def _quantile(ordered: list[float], part: float) -> float:
    at = min(max(part * len(ordered) - 0.5, 0.0), len(ordered) - 1.0)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def paces(observed: Sequence[tuple[str, str, float]], durations: Mapping[str, Duration], weight: int = 15) -> dict[str, float]:
    """How a counter's time compares with everybody's (1.1: a tenth longer), from ``(errand, counter, seconds)``; shrunk towards 1.

    The same of one day (one name for all counters) says whether it goes slowly today.
    """
    middle = {code: fmean(math.log(p) for p in d.points) for code, d in durations.items()}
    sums: dict[str, list[float]] = {}
    for errand, counter, seconds in observed:
        if SHORTEST <= seconds <= LONGEST and errand in middle:
            sums.setdefault(counter, []).append(math.log(seconds) - middle[errand])
    return {counter: math.exp(sum(found) / (len(found) + weight)) for counter, found in sums.items()}
