"""The tests' database, where other processes reach it: PostgreSQL as it is, SQLite (in memory here) as a copy in a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections


@contextmanager
def reachable(folder: Path) -> Iterator[tuple[dict[str, str], Any]]:
    """(environment for other processes, a context manager in which this process sees the same)."""
    urls = {}
    for alias, name in (("default", "DATABASE_URL"), ("audit", "AUDIT_DATABASE_URL")):
        connection = connections[alias]
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            with sqlite3.connect(folder / f"{alias}.sqlite3") as copy:
                connection.connection.backup(copy)
                # As a city hall's own is from its first day: twenty connections that all change it over lock one another out.
                copy.execute("PRAGMA journal_mode=WAL")
            copy.close()
            urls[name] = f"sqlite:///{folder / alias}.sqlite3"
        else:
            urls[name] = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {**urls, "MACHINAMI_VAR": str(settings.VAR), "DJANGO_SETTINGS_MODULE": "machinami.project.settings"}
    yield environment, lambda: _seen(folder)


@contextmanager
def _seen(folder: Path) -> Iterator[None]:
    """This process looks at the copy for a while."""
    kept = connections["default"]
    if kept.vendor != "sqlite":
        yield
        return
    other = kept.copy()
    other.settings_dict = {**kept.settings_dict, "NAME": str(folder / "default.sqlite3")}
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = kept
