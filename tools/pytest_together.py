"""Loaded by conftest.py: which tests run on one worker, one after the other, and which begin first.

A file's tests run together, since they share what it makes; several files do where they share a city hall's pages. What takes
longest begins first, and short files fill the end. pytest-xdist's own groups (``xdist_group``) are not used: with pytest 9.2
xdist 3.8 ignores them without a word (it names the group in ``_nodeid``, which is asked no more), and it would begin
with the group of most tests, not with the longest.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import pytest

#: The beginning of a test's name → what it runs with; longest first. "" as the second: each test by itself.
TOGETHER = (
    ("tests/journeys/test_every_page.py::test_residents_pages", "residents' pages"),
    ("tests/journeys/test_accessible.py", "residents' pages"),
    ("tests/journeys/test_every_page.py", "desk pages"),
    ("tests/journeys/test_budget.py", "desk pages"),
    ("tests/journeys/", "journeys"),
    ("tests/faults/test_kill.py", ""),
    ("tests/faults/test_backup.py", ""),
    ("tests/faults/test_degraded.py", "a bad day"),
    ("tests/faults/test_old_code.py", "old code"),
    ("tests/faults/test_point_in_time.py", "point in time"),
    ("tests/faults/test_traces.py", "traces"),
    ("tests/faults/test_papers.py", "papers"),
    ("tests/faults/test_shred.py", "shred"),
    ("tests/faults/test_engines.py", ""),
    ("tests/every_service/test_house.py", "house"),
    ("machinami/capabilities/authoring/tests/test_forms.py", "forms"),
    ("tests/every_service/test_api.py", "api"),
)


@cache
def place(nodeid: str) -> tuple[int, str]:
    """When the test begins (0: first), and the name of what it runs with."""
    for rank, (beginning, name) in enumerate(TOGETHER):
        if nodeid.startswith(beginning):
            return next(n for n, (_, other) in enumerate(TOGETHER) if name == other) if name else rank, name or nodeid
    return len(TOGETHER), nodeid.split("::")[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: place(item.nodeid)[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return place(nodeid)[1]

        def _reschedule(self, node: Any) -> None:
            """A worker is given more when it has only the test it runs and none to follow: what was given can't be taken back."""
            if self.workqueue and not node.shutting_down and self._pending_of(self.assigned_work[node]) >= 2:
                return
            super()._reschedule(node)

    config.option.loadscopereorder = False
    return Together(config, log)
