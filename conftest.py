"""Tests run on the database that DATABASE_URL names; ``script/test`` runs them on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

pytest_plugins = ["tools.pytest_together"]

#: Fixtures through which a test gets at a database or at a city hall that has one.
REACHES = {"db", "transactional_db", "city_hall", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="leave out tests that do not depend on which database it is")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that use the database use both: the main one and the audit's."""
    if config.getoption("--only-database"):
        chosen = [i for i in items if i.get_closest_marker("django_db") or REACHES & set(getattr(i, "fixturenames", ())) or _django(i)]
        config.hook.pytest_deselected(items=[i for i in items if i not in set(chosen)])
        items[:] = chosen
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and "databases" not in marker.kwargs:
            item.add_marker(pytest.mark.django_db(databases=["default", "audit"], **marker.kwargs), append=False)


def _django(item: pytest.Item) -> bool:
    from django.test import SimpleTestCase

    return issubclass(getattr(item, "cls", None) or object, SimpleTestCase)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Published versions never change, so processes remember them, and for minutes that a mail server is away; each test's
    database and mail server are another city's."""
    from machinami.capabilities.notices import delivery
    from machinami.capabilities.procedures import queries

    queries.version_id.cache_clear()
    delivery._channel.note(True)
