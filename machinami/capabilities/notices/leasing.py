"""Rows that one worker at a time has in hand: leased in one transaction, worked on outside it, settled in another.

Whoever works on a row renews its lease meanwhile. A lease that nobody renews belongs to a worker that died (or was cut off);
another takes the row over. Rows have ``state`` (queued, sending, …) and ``lease_until``.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from machinami.foundation.liveness import Watch

logger = logging.getLogger(__name__)
#: Seconds: a lease that was not renewed for so long is a dead worker's; how often it is renewed during the work.
LEASE, RENEW = 20.0, 5.0


def take(due: QuerySet[Any], sending: QuerySet[Any], leases: Watch) -> Any:
    """The next row, leased: one that is due, else one whose worker has died; None when there is none."""
    # Without a look first, each idle turn would take the write lock.
    return (_lease(due) if due.exists() else None) or _abandoned(sending, leases)


def _abandoned(sending: QuerySet[Any], leases: Watch) -> Any:
    held = dict(sending.values_list("pk", "lease_until"))
    for pk in leases.stopped(held):
        row = _lease(sending.filter(pk=pk, lease_until=held[pk]))
        if row:
            return row
    return None


def _lease(rows: QuerySet[Any]) -> Any:
    with transaction.atomic():
        free = rows.select_for_update(skip_locked=True, of=("self",)) if connection.features.has_select_for_update_skip_locked else rows
        row = free.first()
        if row is None:
            return None
        row.state, row.lease_until = "sending", lease_end()
        row.save(update_fields=["state", "lease_until"])
    return row


def lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=LEASE)


@contextmanager
def kept(row: Any, seconds: float = RENEW) -> Iterator[None]:
    """Renew the lease until the block ends, however slowly the other side talks."""
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(row, done, seconds), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _keep(row: Any, done: threading.Event, seconds: float) -> None:
    held = True
    while held and not done.wait(seconds):
        try:
            held = _renew(row)
        except DatabaseError:  # away for a moment: ask again
            logger.exception("lease of %s %s", type(row).__name__, row.pk)
        finally:
            connection.close()


def _renew(row: Any) -> bool:
    """The lease's own end is the token: whoever changed it has the row."""
    until = lease_end()
    held = type(row)._default_manager.filter(pk=row.pk, state="sending", lease_until=row.lease_until).update(lease_until=until)
    if held:
        row.lease_until = until
    return bool(held)
