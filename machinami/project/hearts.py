"""Workers' hearts: each worker counts on in a row of its own; who stops counting is dead (docs/adr/0008)."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from pathlib import Path

from django.db import DatabaseError, close_old_connections, connection
from django.db.models import F
from django.db.models.functions import Now

from machinami.foundation.liveness import Watch
from machinami.project.models import Heart

logger = logging.getLogger("machinami.worker")
#: Seconds: between beats; that a heart may stand still.
BEAT, DEAD_AFTER = 3.0, 15.0


def place() -> str:
    """Names this boot of this machine and this process namespace, where pids mean the same; empty where not to be known."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


class Beating:
    """A thread that beats while the worker lives."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self.beat()
        self.thread.start()

    def stop(self) -> None:
        self.done.set()
        with contextlib.suppress(RuntimeError):  # never started
            self.thread.join(BEAT)
        with contextlib.suppress(DatabaseError):  # then the others will see it standing still
            Heart.objects.filter(pk=self.worker).delete()

    def beat(self) -> None:
        """Also brings back a row that somebody removed, thinking us dead."""
        if not Heart.objects.filter(pk=self.worker).update(beats=F("beats") + 1, seen_at=Now()):
            Heart.objects.create(pk=self.worker, place=place(), pid=os.getpid(), started_at=Now(), seen_at=Now())

    def _run(self) -> None:
        while not self.done.wait(BEAT):
            try:
                close_old_connections()
                self.beat()
            except DatabaseError:  # away for a moment: the others stand still with it
                logger.warning("heartbeat: the database does not answer")
                connection.close()
        connection.close()


class Living:
    """What one worker knows of the others."""

    def __init__(self) -> None:
        self.watch = Watch(DEAD_AFTER, gap=DEAD_AFTER / 2)
        self.here = place()

    def dead(self, holders: set[str]) -> set[str]:
        """Of those that hold a task, who has died. Removes dead hearts."""
        hearts = {h.pk: h for h in Heart.objects.all()}
        beats = {worker: hearts[worker].beats if worker in hearts else -1 for worker in holders | set(hearts)}
        dead = set(self.watch.stopped(beats)) | {h.pk for h in hearts.values() if self._gone(h)}
        for heart in hearts.values():
            if heart.pk in dead:
                Heart.objects.filter(pk=heart.pk, beats=heart.beats).delete()
        return dead

    def _gone(self, heart: Heart) -> bool:
        """A process that ran here, of which the system says that it is no more."""
        if not self.here or heart.place != self.here:
            return False
        try:
            os.kill(heart.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass
        return False


def living() -> tuple[int, float | None]:
    """How many workers have beaten of late by the database's own clock, and the seconds since the last beat."""
    rows = Heart.objects.annotate(now=Now()).values_list("seen_at", "now")
    ages = [(now - seen).total_seconds() for seen, now in rows]
    # After the database's clock was put back, who lives has written its new time within one beat.
    ages = [max(0.0, age) for age in ages if age >= -2 * BEAT]
    return sum(age < DEAD_AFTER for age in ages), min(ages, default=None)
