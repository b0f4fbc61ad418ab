"""``machinami serve``: everything a city hall needs, in three processes that end together.

granian (WSGI) for pages, the event stream (ASGI) beside it, and the task worker. A process that dies is
started again; Ctrl-C ends all.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType


@dataclass(slots=True)
class Process:
    name: str
    command: list[str]
    running: subprocess.Popen[bytes] | None = None
    started: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.started = [*self.started[-9:], time.monotonic()]
        self.running = subprocess.Popen(self.command)

    def too_often(self) -> bool:
        """Ten starts within a minute: something is wrong that starting again does not mend."""
        return len(self.started) == 10 and time.monotonic() - self.started[0] < 60


def processes(host: str, port: int, workers: int) -> list[Process]:
    granian = [sys.executable, "-m", "granian", "--host", host, "--no-ws", "--log-level", "error"]
    return [
        Process("pages", [*granian, "--port", str(port), "--interface", "wsgi", "--workers", str(workers),
                          "--blocking-threads", "16", "--backlog", "512", "--workers-kill-timeout", "10",
                          "--respawn-failed-workers", "machinami.project.wsgi:application"]),
        Process("events", [*granian, "--port", str(port + 1), "--interface", "asginl", "--workers", "1",
                           "--workers-kill-timeout", "1", "machinami.project.asgi:application"]),
        Process("worker", [sys.executable, "-m", "django", "worker"]),
    ]


class Supervisor:
    def __init__(self, found: list[Process]) -> None:
        self.processes = found
        self.stopping = False

    def run(self) -> int:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._stop)
        for process in self.processes:
            process.start()
        code = 0
        while not self.stopping:
            time.sleep(0.2)
            for process in self.processes:
                if process.running and process.running.poll() is not None and not self.stopping:
                    if process.too_often():
                        print(f"{process.name}: 何度も止まるので終わります", file=sys.stderr)
                        self.stopping, code = True, 1
                        break
                    process.start()
        self._end()
        return code

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for process in self.processes:
            if process.running and process.running.poll() is None:
                process.running.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 8
        for process in self.processes:
            if process.running:
                try:
                    process.running.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    process.running.kill()


def environment(host: str, port: int) -> None:
    os.environ.setdefault("BASE_URL", f"http://{host}:{port}")
    os.environ.setdefault("EVENT_STREAM_URL", f"http://{host}:{port + 1}/events")
