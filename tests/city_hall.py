"""A real city hall in processes of its own, for journeys, faults and benchmarks. Loopback only."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).resolve().parent.parent
#: What only this part's command line says.
PARTS = {"pages": " machinami.project.wsgi:application ", "worker": " -m django worker ",
         "events": " machinami.project.asgi:application ", "providers": " machinami.project.demo_wsgi:application "}


def free_ports() -> int:
    """A port that is free together with the next two (pages, event stream, demonstration providers)."""
    while True:
        with socket.socket() as first, socket.socket() as second, socket.socket() as third:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
                third.bind(("127.0.0.1", port + 2))
            except (OSError, OverflowError):
                continue
            return port


@dataclass
class CityHall:
    """``start`` opens it, ``stop`` closes it, ``kill`` ends a part of it as a power cut would."""

    var: Path
    population: int = 60
    extra: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_ports)
    workers: int = 1
    #: Makes its own tables even where others could be taken over.
    anew: bool = False
    process: subprocess.Popen[bytes] | None = None
    #: Where the product's files are: another release's, to see the two work beside one another.
    code: Path = ROOT

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DJANGO_SETTINGS_MODULE": "machinami.project.settings", "MACHINAMI_VAR": str(self.var),
                "BASE_URL": self.url, "PYTHONPATH": str(self.code), "LOG_LEVEL": "WARNING", "OWNER_PID": str(os.getpid()), **self.extra}

    def start(self, timeout: float = 180) -> CityHall:
        self._take_over()
        log = (self.var / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "django", "serve", "--port", str(self.port), "--population", str(self.population),
             "--workers", str(self.workers)], env=self.environment, cwd=self.code, stdout=log, stderr=log, start_new_session=True)
        return self.wait(timeout)

    def _take_over(self) -> None:
        """Where there are no tables yet, on SQLite: those of a city hall made ready before, once for all the run's tests that want
        as many people. To make them takes as long as all else it does; those that are ``anew`` go the whole way."""
        kind, _, place = self.environment.get("DATABASE_URL", f"sqlite:///{self.var / 'machinami.sqlite3'}").partition(":///")
        shared, database = os.environ.get("MACHINAMI_VAR", ""), Path(place)
        if self.anew or self.code != ROOT or kind != "sqlite" or database.exists() or not shared:
            return
        first = Path(shared) / "made-ready" / str(self.population)
        first.mkdir(parents=True, exist_ok=True)
        with (first / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (first / "done").exists():
                made = CityHall(first, self.population, {"DATABASE_URL": f"sqlite:///{first / 'machinami.sqlite3'}", "AUDIT_DATABASE_URL": ""})
                made.command("serve", "--prepare-only", "--population", str(self.population))
                (first / "done").touch()
        for file in first.glob("*.sqlite3*"):
            if not file.name.endswith(("-shm", "-queue")):
                shutil.copy(file, self.var / file.name.replace("machinami.sqlite3", database.name))

    def wait(self, timeout: float) -> CityHall:
        """Until pages are answered and people can sign in. :raises RuntimeError: with the end of the log."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            try:
                if all(httpx.get(url, timeout=2).status_code == 200 for url in (
                        f"{self.url}/health/live", f"http://127.0.0.1:{self.port + 2}/demo/idp/certs")):
                    return self
            except httpx.HTTPError:
                pass
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError((self.var / "server.log").read_text("utf-8", "replace")[-4000:])

    def parts(self, part: str = "") -> list[psutil.Process]:
        """The processes of a part of this city hall (``PARTS``) with what they have started; of all parts without a name."""
        try:
            found = psutil.Process(self.process.pid).children() if self.process else []
        except psutil.NoSuchProcess:
            return []
        return [process for top in found if not part or _is(top, part) for process in _family(top)]

    def kill(self, part: str = "") -> int:
        """Kill −9 the named part (it is started again), or everything. Returns how many processes died."""
        victims = self.parts(part)
        if not part and self.process is not None:
            victims = [psutil.Process(self.process.pid), *victims]
        for victim in victims:
            try:
                victim.send_signal(signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue
        if not part and self.process is not None:
            self.process.wait(10)
            self.process = None
        return len(victims)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def command(self, *words: str) -> str:
        """Run ``machinami …`` beside the city hall; returns what it printed."""
        return self._run("django", *words)

    def look(self) -> dict[str, Any]:
        """What is still under way (``tests.faults.judge``)."""
        return json.loads(self._run("tests.faults.judge", "look").splitlines()[-1])

    def judge(self, submitted: set[str], paid: set[str]) -> list[str]:
        """What is wrong, given the ids of charges that were acknowledged as submitted and as paid."""
        said = json.dumps({"submitted": sorted(submitted), "paid": sorted(paid)})
        return json.loads(self._run("tests.faults.judge", said=said).splitlines()[-1])

    def _run(self, module: str, *words: str, said: str = "") -> str:
        done = subprocess.run([sys.executable, "-m", module, *words], env=self.environment, capture_output=True,
                              text=True, timeout=300, input=said, cwd=self.code)
        if done.returncode:
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-3000:])
        return done.stdout


def _is(process: psutil.Process, part: str) -> bool:
    try:
        return PARTS[part] in f"{' '.join(process.cmdline())} "
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def _family(top: psutil.Process) -> list[psutil.Process]:
    try:
        return [top, *top.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
