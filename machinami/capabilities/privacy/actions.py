"""Ending what is kept: holding by holding, each thing in a transaction of its own, so that a run may be killed at any point."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.privacy.models import Erasure, Run
from machinami.capabilities.privacy.ports import Due, Shredder
from machinami.capabilities.privacy.queries import run_row, shredders
from machinami.capabilities.privacy.types import RunRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.outages import is_outage

logger = logging.getLogger(__name__)
#: How many of one holding a run looks at; the rest is the next run's.
LIMIT = 5_000


@action("privacy.shred", atomic=False)
def shred(*, actor: Actor, limit: int = LIMIT) -> RunRow | None:
    """Tell whose time is near, then erase what is over and was told. Run again, it goes on; None when there was nothing to do.

    One thing that can't be erased is counted, logged and left for the next run; an outage ends the run.
    """
    actor.require("privacy.shred")
    today, run = timezone.localdate(), None
    _overwrite()
    for holding, shredder in shredders():
        told = shredder.tell(actor, today)
        run = _count(actor, run, holding, told=told)
        for due in shredder.due(today, limit):
            run = run or _begin(actor)
            run = _one(actor, run, holding, shredder, due, today)
    if run is None:
        return None
    run.finished_at, run.state = timezone.now(), "done"
    run.save(update_fields=["finished_at", "state"])
    _forget_log()
    return run_row(run)


def _begin(actor: Actor) -> Run:
    """A run, once there is something to do. Those that never ended were killed."""
    with transaction.atomic():
        Run.objects.filter(state="running").update(state="stopped")
        run = Run.objects.create(started_at=timezone.now(), by=actor.label)
        record(actor=actor, verb="privacy.shred", subject=f"privacy.Run:{run.pk}")
    return run


def _one(actor: Actor, run: Run, holding: str, shredder: Shredder, due: Due, today: date) -> Run:
    try:
        with transaction.atomic():
            if shredder.erase(actor, due, today):
                Erasure.objects.create(run=run, holding=holding[:80], subject=due.subject, due_on=due.on, at=timezone.now())
                record(actor=actor, verb="privacy.erase", subject=due.subject, detail={"run": str(run.pk), "holding": holding})
                _add(run, holding, erased=1)
    except Exception as error:
        if is_outage(error):
            raise
        logger.exception("erasing %s", due.subject)
        _add(run, holding, failed=1, reason=type(error).__name__)
    return run


def _count(actor: Actor, run: Run | None, holding: str, *, told: int) -> Run | None:
    if not told:
        return run
    run = run or _begin(actor)
    _add(run, holding, told=told)
    return run


def _add(run: Run, holding: str, *, reason: str = "", **more: int) -> None:
    """The run's figures, kept as it goes."""
    counts: dict[str, Any] = dict(run.counts.get(holding, {}))
    for name, n in more.items():
        counts[name] = counts.get(name, 0) + n
    if reason:
        counts.setdefault("reason", reason)
    run.counts = {**run.counts, holding: counts}
    run.save(update_fields=["counts"])


def _overwrite() -> None:
    """SQLite leaves what was deleted lying in the file unless told otherwise; PostgreSQL's vacuum is its own affair."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _forget_log() -> None:
    """What was erased also leaves SQLite's write-ahead log, where nobody reads it at this moment."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
