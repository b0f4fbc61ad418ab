"""Receipt numbers: ``R8-000123``, the era year of the fiscal year and a running number.

Counting up locks the year's row until the end of the transaction. On SQLite writers stand in a queue anyway. Where others
write at the same time (PostgreSQL) all would wait for each one's statements and flush, so there the number is taken
ahead, in one statement that is a transaction by itself and does not wait for the disk: the case's own commit, later
in the same log, flushes it too, so that no number is given twice.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from machinami.capabilities.cases.models import NumberSeries
from machinami.foundation.calendar import era_of, fiscal_year

_COUNT_UP = "UPDATE cases_numberseries SET last = last + 1 WHERE fiscal_year = %s"


def ahead(day: date) -> str:
    """On PostgreSQL; blank for the first of a year."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        try:
            cursor.execute(f"{_COUNT_UP} RETURNING last", [fiscal_year(day)])
            found = cursor.fetchone()
        finally:
            cursor.execute("RESET synchronous_commit")
    return _shown(fiscal_year(day), found[0]) if found else ""


def following(day: date) -> str:
    """In the caller's transaction, which keeps the lock to its end."""
    year = fiscal_year(day)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_UP, [year])
        if not cursor.rowcount:
            NumberSeries.objects.get_or_create(fiscal_year=year)
            cursor.execute(_COUNT_UP, [year])
        cursor.execute("SELECT last FROM cases_numberseries WHERE fiscal_year = %s", [year])
        return _shown(year, cursor.fetchone()[0])


def _shown(year: int, running: int) -> str:
    era, era_year = era_of(date(year, 4, 1))
    return f"{era.letter}{era_year}-{running:06d}"
