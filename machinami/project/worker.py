"""The task worker: takes queued tasks and does scheduled work, and survives being killed.

Tasks are rows (django-tasks-db). A worker marks its task with its own id and keeps a heartbeat; a task
whose worker's heart has stopped is put back into the queue, so every task runs at least once. Several
workers may run beside each other.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
import uuid
from datetime import timedelta
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult

from machinami.foundation import schedules

logger = logging.getLogger("machinami.worker")
#: A heart is dead when its file is older than this, in seconds.
DEAD_AFTER = 15
#: A failed task is tried this often in all, and not after so long.
TRIES = 6
RETRY_WITHIN = timedelta(hours=1)


def _hearts() -> Path:
    folder = Path(settings.VAR) / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def last_beat() -> float | None:
    """Seconds since any worker's last heartbeat, or None."""
    beats = [p.stat().st_mtime for p in _hearts().glob("*.beat")]
    return time.time() - max(beats) if beats else None


def recover(own: str = "") -> int:
    """Put tasks of dead workers back into the queue. Returns how many."""
    alive = {p.stem for p in _hearts().glob("*.beat") if time.time() - p.stat().st_mtime < DEAD_AFTER}
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    lost = [t.pk for t in running.only("pk", "worker_ids") if not t.worker_ids or t.worker_ids[-1] not in alive | {own}]
    if not lost:
        return 0
    return DBTaskResult.objects.filter(pk__in=lost, status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.READY, started_at=None)


def retry() -> int:
    """Put failed tasks back into the queue, after 10, 20, 40 … seconds, five times at most. Returns how many.

    Subscribers are idempotent; what fails for a moment (a provider silent, a database busy) must not stay undone.
    """
    ready = 0
    now = timezone.now()
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__gt=now - RETRY_WITHIN)
    for row in failed.only("pk", "worker_ids", "finished_at"):
        tried = len(row.worker_ids)
        if 0 < tried < TRIES and row.finished_at < now - timedelta(seconds=5 * 2**tried):
            ready += DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.FAILED).update(
                status=TaskResultStatus.READY, started_at=None, finished_at=None)
    return ready


class Worker:
    def __init__(self, interval: float = 0.2) -> None:
        self.id = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.interval = interval
        self.stopping = threading.Event()
        self.inner = DatabaseWorker(queue_names=["*"], interval=0, batch=True, backend_name="default",
                                    startup_delay=False, max_tasks=None, worker_id=self.id, excluded_queue_names=[])

    def run(self) -> None:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._stop)
        beat = _hearts() / f"{self.id}.beat"
        beat.touch()
        threading.Thread(target=self._beat, args=(beat,), daemon=True).start()
        logger.info("worker %s, schedules: %d", self.id, len(schedules.names()))
        next_recovery = 0.0
        try:
            while not self.stopping.is_set():
                close_old_connections()
                if time.monotonic() >= next_recovery:
                    recover(self.id)
                    retry()
                    next_recovery = time.monotonic() + 5
                self._turn()
                self.stopping.wait(self.interval)
        finally:
            beat.unlink(missing_ok=True)

    def _turn(self) -> None:
        try:
            self.inner.run()
        except Exception:
            logger.exception("tasks")
            connection.close()
        for schedule in schedules.due():
            if self.stopping.is_set():
                return
            try:
                schedule.function()
            except Exception:
                logger.exception("%s", schedule.name)
                connection.close()

    def _beat(self, beat: Path) -> None:
        while not self.stopping.is_set():
            beat.touch()
            self.stopping.wait(2)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()
        self.inner.running = False
