"""Tests that share a city hall run on one worker, and the longest begin first: really, by pytest and pytest-xdist as they are installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.pytest_together import TOGETHER, place

ROOT = Path(__file__).resolve().parents[2]
WHO = """
import os, time, pytest
@pytest.mark.parametrize("n", range(6))
def test_x(n, record_property):
    time.sleep(0.05)
    with open(os.environ["TOLD"], "a") as told:
        told.write(f"{__file__.rsplit('/', 1)[1]} {os.environ['PYTEST_XDIST_WORKER']}\\n")
"""


def test_what_belongs_together_meets_on_one_worker_and_the_longest_begins(tmp_path):
    for name in ("tests/journeys/test_main_job.py", "tests/journeys/test_live.py", "machinami/test_a.py", "machinami/test_b.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(WHO)
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-p", "tools.pytest_together", "-p", "no:django",
                           "-p", "no:cacheprovider", "--import-mode=importlib"], cwd=tmp_path, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT), "TOLD": str(tmp_path / "told"), "PYTEST_ADDOPTS": ""})
    assert done.returncode == 0, done.stdout + done.stderr
    told = [line.split() for line in (tmp_path / "told").read_text().splitlines()]
    assert len(told) == 24
    workers = {file: {worker for name, worker in told if name == file} for file, _ in told}
    assert all(len(found) == 1 for found in workers.values()), workers
    assert workers["test_main_job.py"] == workers["test_live.py"] != workers["test_a.py"], workers
    journeys = next(iter(workers["test_live.py"]))
    assert [name for name, worker in told if worker == journeys][0] in ("test_main_job.py", "test_live.py")


def test_everything_named_is_there():
    """A file that was renamed would lose its place without a word."""
    for beginning, _ in TOGETHER:
        assert (ROOT / beginning.split("::")[0]).exists(), beginning
    assert place("tests/faults/test_kill.py::a[x]") != place("tests/faults/test_kill.py::a[y]")
    assert place("tests/journeys/test_accessible.py::a") == place("tests/journeys/test_every_page.py::test_residents_pages[ja-open]")
