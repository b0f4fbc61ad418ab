"""Tests run on the database that DATABASE_URL names; ``script/test`` runs them on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that use the database use both: the main one and the audit's."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and "databases" not in marker.kwargs:
            item.add_marker(pytest.mark.django_db(databases=["default", "audit"], **marker.kwargs), append=False)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Published versions never change, so processes remember them; each test's database is another city's."""
    from machinami.capabilities.procedures import queries

    queries.version_id.cache_clear()
