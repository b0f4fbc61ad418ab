"""Who has stopped? Told by the watcher's own clock, so that neither a jump of the time of day nor two machines'
clocks that differ make the living look dead, or the dead alive.

What lives changes a value (a counter, a lease) now and then. A :class:`Watch` remembers when it first saw each value;
one that has stayed the same for long enough belongs to somebody who has stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass
class Watch:
    """``patience``, ``gap`` and ``clock`` in seconds; the clock never goes back (``time.monotonic``).

    Of a pause between two looks only ``gap`` counts: while the watcher itself stood still (its database was away, its
    machine was put to sleep) the others may have, too, and get their time to go on.
    """

    patience: float
    gap: float
    clock: Callable[[], float] = time.monotonic
    _seen: dict[Hashable, tuple[object, float]] = field(default_factory=dict)
    _looked: float | None = None
    _watched: float = 0.0

    def stopped(self, values: Mapping[K, object]) -> list[K]:
        """Of everybody there is now, those whose value has not changed for ``patience`` of watching."""
        now = self.clock()
        self._watched += 0.0 if self._looked is None else min(now - self._looked, self.gap)
        self._looked = now
        before = self._seen
        self._seen = {key: before[key] if key in before and before[key][0] == value else (value, self._watched)
                      for key, value in values.items()}
        return [key for key in values if self._watched - self._seen[key][1] >= self.patience]


@dataclass
class Rest:
    """Leaves alone, for a while, what did not answer: ``first`` seconds, then twice as long each time, up to ``longest``."""

    first: float
    longest: float
    clock: Callable[[], float] = time.monotonic
    _until: float = 0.0
    _wait: float = 0.0

    def open(self) -> bool:
        """Whether it may be asked."""
        return not self._wait or self.clock() >= self._until

    def note(self, answered: bool) -> None:
        self._wait = 0.0 if answered else min(self._wait * 2 or self.first, self.longest)
        self._until = self.clock() + self._wait
