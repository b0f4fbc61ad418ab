"""Tests run on the database that DATABASE_URL names; ``script/test`` runs them on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_VAR = Path(tempfile.mkdtemp(prefix="machinami-test-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machinami.project.settings")
os.environ.setdefault("MACHINAMI_VAR", str(_VAR))
os.environ.setdefault("LOG_LEVEL", "ERROR")


def pytest_collection_modifyitems(items):  # noqa: ANN001, ANN201
    """Tests that use the database use both: the main one and the audit's."""
    import pytest

    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and "databases" not in marker.kwargs:
            item.add_marker(pytest.mark.django_db(databases=["default", "audit"], **marker.kwargs), append=False)
