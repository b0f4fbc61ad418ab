"""Work that the task worker does by the clock, registered where it lives.

``@every(seconds=2)`` on a function without arguments; the worker (``machinami worker``) calls
what is due. A function that raises is logged and tried again at its next turn.
"""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Schedule:
    name: str
    seconds: float
    function: Callable[[], object]
    next_at: float = field(default=0.0)


_schedules: dict[str, Schedule] = {}


def every(*, seconds: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Run the function about every ``seconds``; it must be idempotent and safe in several workers."""

    def decorate(function: Callable[[], object]) -> Callable[[], object]:
        name = f"{function.__module__}.{function.__qualname__}"
        _schedules[name] = Schedule(name, seconds, function)
        return function

    return decorate


def load(packages: list[str]) -> None:
    """Import the ``tasks`` module of every package that has one."""
    for package in packages:
        if importlib.util.find_spec(f"{package}.tasks"):
            importlib.import_module(f"{package}.tasks")


def due(now: float | None = None) -> list[Schedule]:
    """The schedules whose turn has come, marked for their next turn."""
    now = time.monotonic() if now is None else now
    ready = [s for s in _schedules.values() if s.next_at <= now]
    for schedule in ready:
        schedule.next_at = now + schedule.seconds
    return ready


def names() -> list[str]:
    return sorted(_schedules)
