"""The parts of a city hall, started together, started again when one dies, ended together.

granian (WSGI) for pages, the event stream (ASGI) and, in the demonstration, the providers beside it, and the task
worker. ``machinami serve`` makes ready and then becomes this program, which needs neither Django nor its memory.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

#: Seconds that a part has to end by itself; granian gives its own children less.
PATIENCE = 8
#: Seconds that the others wait for the doors.
FIRST = 15
#: Seconds: who lives for less did not get as far as working.
SHORT_LIFE = 3


@dataclass(slots=True)
class Process:
    name: str
    command: list[str]
    running: subprocess.Popen[bytes] | None = None
    started: list[float] = field(default_factory=list)
    short: int = 0
    #: Host and port where people wait for it.
    door: tuple[str, int] | None = None

    def start(self) -> None:
        """In a process group of its own: what it leaves behind can be ended, and Ctrl-C reaches only the supervisor."""
        now = time.monotonic()
        self.short = self.short + 1 if self.started and now - self.started[-1] < SHORT_LIFE else 0
        self.started = [*self.started[-9:], now]
        self.running = subprocess.Popen(self.command, start_new_session=True)

    def died(self) -> bool:
        return self.running is not None and self.running.poll() is not None

    def answers(self) -> bool:
        """Is its door open?"""
        try:
            socket.create_connection(self.door or ("", 0), 1).close()
        except OSError:
            return False
        return True

    def too_often(self) -> bool:
        """It died soon after each of ten starts: something is wrong that starting again does not mend."""
        return self.short >= 9 and time.monotonic() - self.started[-1] < SHORT_LIFE

    def signal(self, number: int) -> None:
        if self.running and self.running.poll() is None:
            self.running.send_signal(number)

    def sweep(self) -> None:
        """End what is left of its group: a granian that was killed leaves its workers, and they go on serving."""
        if self.running:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()


def processes(host: str, port: int, workers: int, *, task_workers: int = 1, demo: bool) -> list[Process]:
    def granian(name: str, host: str, port: int, interface: str, application: str, *more: str,
                program: str = "granian") -> Process:
        return Process(name, [sys.executable, "-m", program, "--host", host, "--port", str(port), "--no-ws", "--log-level",
                              "error", "--interface", interface, *more, application], door=(host, port))

    found = [
        granian("pages", host, port, "wsgi", "machinami.project.wsgi:application", "--workers", str(workers),
                "--blocking-threads", "16", "--backlog", "512", "--workers-kill-timeout", "5", "--respawn-failed-workers",
                program="machinami.project.preloaded"),
        *(Process("worker", [sys.executable, "-m", "django", "worker"]) for _ in range(task_workers)),
        granian("events", host, port + 1, "asginl", "machinami.project.asgi:application", "--workers-kill-timeout", "1"),
    ]
    if demo:
        found.append(granian("providers", "127.0.0.1", port + 2, "wsgi", "machinami.project.demo_wsgi:application",
                             "--blocking-threads", "4", "--workers-kill-timeout", "1"))
    return found


def taken(host: str, port: int, *, demo: bool) -> list[int]:
    """Which of the ports somebody else has. granian would share them and serve every other visitor."""
    found = []
    for number, address in [(port, host), (port + 1, host), *([(port + 2, "127.0.0.1")] if demo else [])]:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind((address, number))
            except OSError:
                found.append(number)
    return found


class Supervisor:
    def __init__(self, found: list[Process]) -> None:
        self.processes = found
        self.stopping = False
        self.owner = os.environ.get("OWNER_PID", "") if Path("/proc/self").exists() else ""

    def run(self) -> int:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._stop)
        self._start()
        code = 0
        while not self.stopping and not self._alone():
            time.sleep(0.2)
            for process in self.processes:
                if process.died() and not self.stopping:
                    process.sweep()
                    if process.too_often():
                        print(f"{process.name}: 何度も止まるので終わります", file=sys.stderr, flush=True)
                        self.stopping, code = True, 1
                        break
                    print(f"{process.name}: 止まったので、もう一度始めます", file=sys.stderr, flush=True)
                    process.start()
        self._end()
        return code

    def _start(self) -> None:
        """First those at whose doors people wait, the others when these are open: to start is all processor, and none is to spare."""
        first = [process for process in self.processes if process.door]
        for process in first:
            process.start()
        deadline = time.monotonic() + FIRST
        while not self.stopping and time.monotonic() < deadline and not all(p.died() or p.answers() for p in first):
            time.sleep(0.05)
        for process in self.processes:
            if process.running is None and not self.stopping:
                process.start()

    def _alone(self) -> bool:
        """Has the one who started this for a short time (a test: OWNER_PID) gone without ending it?"""
        return bool(self.owner) and not Path(f"/proc/{self.owner}").exists()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for process in self.processes:
            process.signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while not all(process.running is None or process.died() for process in self.processes) and time.monotonic() < deadline:
            time.sleep(0.05)
        for process in self.processes:
            process.sweep()


def environment(host: str, port: int) -> None:
    """What the parts take from one another's place, where the operator has not said otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machinami.project.settings")
    os.environ.setdefault("BASE_URL", f"http://{host}:{port}")


def become(host: str, port: int, workers: int, *, task_workers: int, demo: bool) -> None:
    """Go on as the supervisor, in this same process. Does not return."""
    environment(host, port)
    sys.stdout.flush()
    os.execv(sys.executable, [  # noqa: S606 - our own interpreter
        sys.executable, "-m", __name__, "--host", host, "--port", str(port), "--workers", str(workers),
        "--task-workers", str(task_workers), *(["--demo"] if demo else [])])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--task-workers", type=int, required=True)
    parser.add_argument("--demo", action="store_true")
    asked = parser.parse_args()
    return Supervisor(processes(asked.host, asked.port, asked.workers, task_workers=asked.task_workers,
                                demo=asked.demo)).run()


if __name__ == "__main__":
    raise SystemExit(main())
