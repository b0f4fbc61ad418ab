"""One writer at a time, in a queue that costs nothing to stand in, and one flush to the disk for many commits.

SQLite lets one connection write. Who finds the file locked sleeps and asks again, longer each time, so that under
load some wait for seconds while the file is free. Here writers wait for a lock that wakes them: between threads a
lock of this process, between processes ``flock`` on ``<database>-queue``, which the system lets go of when its
holder dies.

A commit then need not hold that lock while the disk works: it writes the log (WAL) without flushing, lets the next
writer on, and is not told as done before the log is flushed. Whoever flushes, flushes for all that committed before;
the others only see that it was done.
"""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path

_queues: dict[str, Queue] = {}
_making = threading.Lock()
_flush = getattr(os, "fdatasync", os.fsync)


class Late(Exception):
    """The turn did not come in time."""


class Queue:
    """For one database file in this process; :func:`of` makes it."""

    def __init__(self, path: str) -> None:
        self.log = Path(f"{path}-wal")
        self._here = threading.Lock()
        self._everywhere = os.open(f"{path}-queue", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._flushing = threading.Lock()
        self._counting = threading.Lock()
        self._written = self._flushed = 0
        self._file: int | None = None

    def take(self, timeout: float) -> None:
        """Wait for the turn to write. :raises Late: after ``timeout`` seconds behind this process's own writers."""
        if not self._here.acquire(timeout=timeout):
            raise Late
        try:
            fcntl.flock(self._everywhere, fcntl.LOCK_EX)
        except BaseException:
            self._here.release()
            raise

    def leave(self) -> None:
        fcntl.flock(self._everywhere, fcntl.LOCK_UN)
        self._here.release()

    def settle(self) -> None:
        """Return when everything committed before this call is on the disk. :raises OSError: when the disk fails."""
        with self._counting:
            self._written += 1
            mine = self._written
        with self._flushing:
            if self._flushed >= mine:
                return
            with self._counting:
                reached = self._written
            _flush(self._log_file())
            self._flushed = reached

    def _log_file(self) -> int:
        """The log as it is now: the last connection to close removes it, the next to open makes another."""
        there = self.log.stat()
        if self._file is not None and os.fstat(self._file).st_ino != there.st_ino:
            os.close(self._file)
            self._file = None
        if self._file is None:
            self._file = os.open(self.log, os.O_RDONLY | os.O_CLOEXEC)
        return self._file


def of(path: str) -> Queue:
    """The queue before a database file; one per process, made anew after a fork."""
    real = str(Path(path).resolve())
    with _making:
        if real not in _queues:
            _queues[real] = Queue(real)
        return _queues[real]


def _forked() -> None:
    """A child shares its parent's open files, and with them its turn: it opens its own."""
    global _making
    _making = threading.Lock()
    _queues.clear()


os.register_at_fork(after_in_child=_forked)
