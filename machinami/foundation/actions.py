"""One change = one action.

``@action("cases.decide")`` marks a public write: keyword-only, one transaction, its permission
named. The check itself is the function's first line (``actor.require``), because only the function
knows the row's section. Pages, the API, tasks and commands call the same function.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from machinami.foundation import tracing

P = ParamSpec("P")
R = TypeVar("R")

#: qualified function name → permission code, for the permission catalogue and its test.
ACTIONS: dict[str, str] = {}


def action(permission: str, *, atomic: bool = True) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a public write.

    :param permission: the code the function requires, or ``"owner"`` where being the row's own
        resident is the permission, or ``"public"`` where anybody may.
    :param atomic: False for the few that talk to the outside between two transactions.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        positional = [
            p.name
            for p in inspect.signature(function).parameters.values()
            if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        ]
        if positional:
            raise TypeError(f"{function.__qualname__}: actions take keywords only, not {positional}")
        ACTIONS[f"{function.__module__}.{function.__qualname__}"] = permission
        wrapped = transaction.atomic(function) if atomic else function
        name = f"{function.__module__.removeprefix('machinami.')}.{function.__qualname__}"

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            if not tracing.recording():
                return wrapped(*args, **kwargs)
            kind = getattr(kwargs.get("actor"), "kind", "")  # who it was is the audit's affair
            with tracing.span(f"action {name}", attributes={"machinami.permission": permission, "machinami.actor": kind}):
                return wrapped(*args, **kwargs)

        call.permission = permission  # type: ignore[attr-defined]
        return call

    return decorate
