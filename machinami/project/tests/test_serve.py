"""The parts of a city hall begin together, come back when they die, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import psutil
import pytest

from machinami.project.serve import Process, Supervisor, processes, taken

#: A part that has made a child of its own, as granian does, and deafens it to the polite signal.
PARENT = ("import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import signal, time;"
          " signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(600)']); import time; time.sleep(600)")


def _until(check):
    for _ in range(2000):
        found = check()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError("it did not come")


def _family(process):
    main = psutil.Process(process.running.pid)
    return [main, *main.children(recursive=True)]


@pytest.fixture
def supervised(monkeypatch):
    monkeypatch.setattr("machinami.project.serve.PATIENCE", 0.5)
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # only the main thread may
    part = Process("part", [sys.executable, "-c", PARENT])
    supervisor = Supervisor([part])
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    yield part, supervisor, thread
    supervisor.stopping = True
    thread.join(30)


def test_a_part_that_is_killed_comes_back_and_its_orphans_go(supervised):
    part, _, _ = supervised
    before = _until(lambda: part.running and len(_family(part)) == 2 and _family(part))
    os.kill(part.running.pid, signal.SIGKILL)
    _until(lambda: len(part.started) == 2)
    assert psutil.wait_procs(before, 20)[1] == []


def test_ending_ends_also_what_does_not_listen(supervised):
    part, supervisor, thread = supervised
    family = _until(lambda: part.running and len(_family(part)) == 2 and _family(part))
    supervisor.stopping = True
    thread.join(30)
    assert psutil.wait_procs(family, 20)[1] == []


def test_a_test_run_that_was_cut_off_leaves_no_city_hall(supervised, monkeypatch):
    """The one who started it for a while was killed, and could tell it nothing."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as owner:
        monkeypatch.setenv("OWNER_PID", str(owner.pid))
        part = Process("part", [sys.executable, "-c", "import time; time.sleep(600)"])
        thread = threading.Thread(target=Supervisor([part]).run)
        thread.start()
        family = _until(lambda: part.running and _family(part))
        owner.kill()
    thread.join(30)
    assert psutil.wait_procs(family, 20)[1] == []


def test_a_port_that_somebody_has_is_told_and_nothing_is_opened(tmp_path):
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = somebody.getsockname()[1]
        assert taken("127.0.0.1", port, demo=False) == [port]
        assert port in taken("127.0.0.1", port - 2, demo=True) and port not in taken("127.0.0.1", port - 2, demo=False)
        environment = {k: v for k, v in os.environ.items() if not k.endswith("DATABASE_URL")}
        done = subprocess.run([sys.executable, "-m", "django", "serve", "--port", str(port)], capture_output=True, text=True,
                              env={**environment, "MACHINAMI_VAR": str(tmp_path)})
        assert done.returncode == 1 and str(port) in done.stderr and "--port" in done.stderr
        assert "Traceback" not in done.stderr and not any(tmp_path.iterdir())


def test_the_providers_have_a_process_of_their_own_on_loopback_and_production_has_none():
    demo = {p.name: p.command for p in processes("0.0.0.0", 8000, 2, demo=True)}  # noqa: S104
    assert demo["providers"][demo["providers"].index("--host") + 1] == "127.0.0.1"
    assert [p.name for p in processes("127.0.0.1", 8000, 2, demo=False)] == ["pages", "worker", "events"]


def test_production_does_not_start_the_providers():
    done = subprocess.run(
        [sys.executable, "-c", "import machinami.project.demo_wsgi"], capture_output=True, text=True,
        env={**os.environ, "MACHINAMI_MODE": "production", "SECRET_KEY": "k" * 60, "BASE_URL": "https://city.example.jp",
             "FIELD_KEYS": "cHJvZHVjdGlvbi1rZXktdGhhdC1pcy0zMi1ieXRlcyE="})
    assert done.returncode and "not for production" in done.stderr


def test_what_people_wait_for_starts_first_and_nothing_waits_for_it_for_ever(supervised, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    door = "import socket, sys, time; time.sleep(1); d = socket.create_server(('127.0.0.1', int(sys.argv[1]))); time.sleep(600)"
    for here, waited in ((port, 1), (1, 0.5)):  # a door that opens, and one that never does
        monkeypatch.setattr("machinami.project.serve.FIRST", 20 if waited == 1 else 0.5)
        pages = Process("pages", [sys.executable, "-c", door, str(port)], door=("127.0.0.1", here))
        worker = Process("worker", [sys.executable, "-c", "import time; time.sleep(600)"])
        supervisor = Supervisor([worker, pages])
        thread = threading.Thread(target=supervisor.run)
        thread.start()
        _until(lambda: worker.running)  # noqa: B023 - asked at once
        assert worker.started[0] - pages.started[0] >= waited
        assert here == 1 or pages.answers()
        supervisor.stopping = True
        thread.join(30)
