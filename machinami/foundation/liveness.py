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
    """``patience`` and ``clock`` in seconds; the clock never goes back (``time.monotonic``)."""

    patience: float
    clock: Callable[[], float] = time.monotonic
    _seen: dict[Hashable, tuple[object, float]] = field(default_factory=dict)

    def stopped(self, values: Mapping[K, object]) -> list[K]:
        """Of everybody there is now, those whose value has not changed for ``patience``."""
        now = self.clock()
        before = self._seen
        self._seen = {key: before[key] if key in before and before[key][0] == value else (value, now)
                      for key, value in values.items()}
        return [key for key in values if now - self._seen[key][1] >= self.patience]
