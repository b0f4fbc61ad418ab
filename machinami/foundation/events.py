"""Things that happened, told upward.

``publish(event)`` inside an action: every *durable* subscriber is written as a task in the same
transaction (a transactional outbox: if the change is kept, so is its consequence, also over
kill −9); every *inner* subscriber is called inside it, to write rows of its own; every *passing* subscriber is called after
commit, best effort (live pages).
"""

from __future__ import annotations

import dataclasses
import importlib
import logging
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

E = TypeVar("E")
logger = logging.getLogger(__name__)
_passing: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
_inner: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
_durable: dict[type, list[tuple[str, Callable[[Any], bool] | None]]] = defaultdict(list)


def subscribe(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Call the function after commit, in the same process. Lost if the process dies: for live views."""

    def decorate(function: Callable[[E], None]) -> Callable[[E], None]:
        _passing[event_type].append(function)
        return function

    return decorate


def subscribe_within(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Call the function in the publisher's transaction, exactly once for each change that is kept: it writes rows of its own,
    quickly, and raises nothing that it can foresee."""

    def decorate(function: Callable[[E], None]) -> Callable[[E], None]:
        _inner[event_type].append(function)
        return function

    return decorate


def subscribe_durably(event_type: type[E], *, when: Callable[[E], bool] | None = None,
                      ) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Run the function as a task. It runs at least once, so it must be idempotent.

    :param when: asked at once, in the publisher's transaction: where nothing will follow, no task is written.
    """

    def decorate(function: Callable[[E], None]) -> Callable[[E], None]:
        _durable[event_type].append((f"{function.__module__}:{function.__qualname__}", when))
        return function

    return decorate


def publish(event: Any) -> None:
    """Tell that ``event`` (a frozen dataclass of JSON values) happened. Call inside the transaction."""
    from machinami.foundation.tasks import handle_event

    kind = type(event)
    for path, when in _durable[kind]:
        if when is None or when(event):
            handle_event.enqueue(path, f"{kind.__module__}:{kind.__qualname__}", dataclasses.asdict(event))
    for function in _inner[kind]:
        function(event)
    for function in _passing[kind]:
        transaction.on_commit(partial(function, event), robust=True)


def consumers(event_type: type) -> list[str]:
    """The subscribers of an event, for the guard that every event has one."""
    names = [f"{f.__module__}:{f.__qualname__}" for f in (*_inner[event_type], *_passing[event_type])]
    return names + [path for path, _ in _durable[event_type]]


def resolve(path: str) -> Any:
    """``"package.module:name"`` → the object."""
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)
