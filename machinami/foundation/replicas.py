"""Reads that may be a moment old: counts and lists for an overview, which a read replica may answer.

Only what is marked goes there. Everything that decides something, shows people their own doing, or runs inside a
transaction reads the first database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection

from machinami.foundation.liveness import Rest
from machinami.foundation.outages import is_outage

P = ParamSpec("P")
R = TypeVar("R")
logger = logging.getLogger(__name__)
#: The database alias that DATABASE_REPLICA_URL names.
ALIAS = "replica"
_tolerant: ContextVar[bool] = ContextVar("lag_tolerant", default=False)
_rest = Rest(first=5, longest=60)


def lag_tolerant(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a query whose answer may be some seconds old. It must be wholly fetched when it returns, not a queryset.

    Without a replica, or when it does not answer, the first database is asked.
    """

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        if ALIAS not in settings.DATABASES or connection.in_atomic_block or not _rest.open():
            return function(*args, **kwargs)
        token = _tolerant.set(True)
        try:
            answer = function(*args, **kwargs)
            _rest.note(True)
            return answer
        except Exception as error:
            if not is_outage(error):
                raise
            logger.warning("the replica does not answer: %s", str(error).strip()[:200])
            _rest.note(False)
        finally:
            _tolerant.reset(token)
        return function(*args, **kwargs)

    return ask


class ReplicaRouter:
    """Sends marked reads to the replica; writes, migrations and everything else never."""

    def db_for_read(self, model: type, **hints: Any) -> str | None:
        return ALIAS if _tolerant.get() else None

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool | None:
        same = {"default", ALIAS}
        return True if {first._state.db, second._state.db} <= same else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == ALIAS else None
