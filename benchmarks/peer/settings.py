"""The city hall's settings with the peer's one table and one page beside it."""

from __future__ import annotations

from machinami.project.settings import *  # noqa: F403
from machinami.project.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "benchmarks.peer"]
ROOT_URLCONF = "benchmarks.peer.urls"
