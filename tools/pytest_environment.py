"""Loaded first by pytest (``-p``): a folder of its own for everything the tests write, before settings are read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("MACHINAMI_VAR", tempfile.mkdtemp(prefix="machinami-test-"))
os.environ.setdefault("LOG_LEVEL", "CRITICAL")

(Path(os.environ["MACHINAMI_VAR"]) / "static").mkdir(parents=True, exist_ok=True)

from machinami.ui.catalogues import compile_all  # noqa: E402 - reads settings

compile_all()

import pytest  # noqa: E402 - after the environment
from django.contrib.auth.hashers import ScryptPasswordHasher  # noqa: E402

#: Hundreds of clerks are made only to be signed in: the same function with less work (a tenth of a second each otherwise).
#: City halls in processes of their own have all of it, and test_hardening asks for it.
ScryptPasswordHasher.work_factor = 2**4


@pytest.fixture(autouse=True)
def _log_emptied(request, _django_db_marker):
    """Tests that commit are cleaned up by DELETE on SQLite, which the message log refuses: here it is let."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        from datetime import UTC, datetime

        from machinami.capabilities.notices.models import LogEntry, ShredPermit

        permit = ShredPermit.objects.create(before=datetime(9999, 1, 1, tzinfo=UTC))
        LogEntry.objects.all().delete()
        permit.delete()
