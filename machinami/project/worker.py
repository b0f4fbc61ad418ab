"""The task worker: takes queued tasks and does scheduled work, and survives being killed.

Tasks are rows (django-tasks-db). A worker marks its task with its own id and its heart beats in the database; a task
whose worker's heart has stopped is put back into the queue, so every task runs at least once. Any number of workers may
run, on one machine or several.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
import uuid
from datetime import timedelta
from types import FrameType

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult

from machinami.foundation import schedules
from machinami.foundation.tasks import taken_up
from machinami.foundation.tracing import span, traced
from machinami.project.hearts import Beating, Living

logger = logging.getLogger("machinami.worker")
#: Seconds after which a failed task is tried again: doubled each time, up to the longest.
FIRST_WAIT, LONGEST_WAIT = 10, 3600
#: Tasks done before the worker looks at its other work: letters, the record and lost tasks do not wait for a long queue.
TASKS_A_TURN = 10
#: Seconds between the turns of a schedule whose every turn is a trace.
WORTH_A_TRACE = 60
#: For how long it is tried again.
RETRY_WITHIN = timedelta(days=7)


def recover(living: Living, own: str = "") -> int:
    """Put tasks of dead workers back into the queue. Returns how many."""
    running = {t.pk: t.worker_ids[-1] if t.worker_ids else "" for t in
               DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).only("pk", "worker_ids")}
    # Called between turns, when this worker does nothing: what is marked as its own was cut off (its end could not be
    # written, because the database was away or the disk full).
    dead = living.dead(set(running.values()) - {own}) | {own}
    back = 0
    for key, worker in running.items():
        if worker in dead:
            back += DBTaskResult.objects.filter(pk=key, status=TaskResultStatus.RUNNING).update(
                status=TaskResultStatus.READY, started_at=None)
    return back


def retry() -> int:
    """Put failed tasks back into the queue, after 10, 20, 40 … seconds, later every hour, for a week. Returns how many.

    Subscribers are idempotent; what fails for a time (a provider silent, a disk full) must not stay undone.
    """
    ready = 0
    now = timezone.now()
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, enqueued_at__gt=now - RETRY_WITHIN)
    for row in failed.only("pk", "worker_ids", "finished_at"):
        wait = min(FIRST_WAIT * 2 ** min(max(0, len(row.worker_ids) - 1), 20), LONGEST_WAIT)
        # What failed in the future failed before the clock was put back.
        if not now - timedelta(seconds=wait) < row.finished_at <= now:
            ready += DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.FAILED).update(
                status=TaskResultStatus.READY, started_at=None, finished_at=None)
    return ready


class _Tasks(DatabaseWorker):
    """Runs each task within the request that queued it, also for what the log says of its failure."""

    def run_task(self, db_task_result: DBTaskResult) -> None:
        with taken_up(db_task_result) as step:
            super().run_task(db_task_result)
            if db_task_result.status == TaskResultStatus.FAILED:
                step.note({"error.type": db_task_result.exception_class_path}, failed=True)


class Worker:
    def __init__(self, interval: float = 0.2) -> None:
        self.id = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.interval = interval
        self.stopping = threading.Event()
        self.inner = _Tasks(queue_names=["*"], interval=0, batch=True, backend_name="default",
                             startup_delay=False, max_tasks=TASKS_A_TURN, worker_id=self.id, excluded_queue_names=[])

    def run(self) -> None:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._stop)
        heart, living = Beating(self.id), Living()
        self._wait_for(heart)
        logger.info("worker %s, schedules: %d", self.id, len(schedules.names()))
        next_recovery = 0.0
        try:
            while not self.stopping.is_set():
                close_old_connections()
                if time.monotonic() >= next_recovery:
                    self._recover(living)
                    next_recovery = time.monotonic() + 5
                self._turn()
                self.stopping.wait(0 if self.inner._run_tasks else self.interval)
        finally:
            heart.stop()

    def _wait_for(self, heart: Beating) -> None:
        """Begin when the database is there; ending and being started again would not bring it sooner."""
        while not self.stopping.is_set():
            try:
                heart.start()
                return
            except DatabaseError as error:
                logger.warning("the database does not answer: %s", str(error).strip()[:200])
                connection.close()
                self.stopping.wait(1)

    def _recover(self, living: Living) -> None:
        try:
            recover(living, self.id)
            retry()
        except Exception:
            logger.exception("recovery")
            connection.close()

    def _turn(self) -> None:
        try:
            self.inner._run_tasks = 0
            self.inner.run()
        except Exception:
            logger.exception("tasks")
            connection.close()
            self.stopping.wait(2)  # the database is away or the disk full: trying at once would only fill the log
        for schedule in schedules.due():
            if self.stopping.is_set():
                return
            try:
                self._by_the_clock(schedule)
            except Exception:
                logger.exception("%s", schedule.name)
                connection.close()

    @staticmethod
    def _by_the_clock(schedule: schedules.Schedule) -> None:
        """What comes every few seconds and mostly finds nothing to do is no trace of its own; what it sends is (letters, webhooks)."""
        if schedule.seconds < WORTH_A_TRACE:
            schedule.function()
            return
        with traced(), span(f"schedule {schedule.name.removeprefix('machinami.')}"):
            schedule.function()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()
        self.inner.running = False
