"""While the next release is being rolled out the last one still runs, on the new tables."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connections, migrations, models

from tools import release

ALIASES = ("default", "audit")


def _speaks(columns: dict[str, list[str]]) -> list[str]:
    """What of the last release's statements the tables refuse: it names its columns in every SELECT, INSERT and UPDATE."""
    there = {alias: set(connections[alias].introspection.table_names()) for alias in ALIASES}
    found = []
    for table, names in columns.items():
        alias = "default" if table in there["default"] else "audit"
        if table not in there[alias]:
            found.append(f"{table}: the table is gone")
            continue
        with connections[alias].cursor() as cursor:
            now = connections[alias].introspection.get_table_description(cursor, table)
        by_name = {c.name: c for c in now}
        found += [f"{table}.{name}: the column is gone" for name in names if name not in by_name]
        found += [f"{table}.{c.name}: rows written without it are refused" for c in now
                  if c.name not in names and not c.null_ok and c.default is None]
        if not found:
            quoted = [connections[alias].ops.quote_name(n) for n in names]
            with connections[alias].cursor() as cursor:
                cursor.execute(f"SELECT {', '.join(quoted)} FROM {table} WHERE 1 = 0")
                cursor.execute(f"INSERT INTO {table} ({', '.join(quoted)}) SELECT {', '.join(quoted)} FROM {table} WHERE 1 = 0")
    return found


@pytest.mark.django_db
def test_the_last_release_can_read_and_write_the_tables_of_this_one():
    assert _speaks(release.marker()["columns"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "told"), [
    ({"payments_charge": ["id", "colour"]}, "colour: the column is gone"), ({"old_table": ["id"]}, "the table is gone"),
    ({"payments_charge": ["id"]}, "amount: rows written without it are refused")])
def test_a_table_that_does_not_fit_is_told(change, told):
    assert any(told in found for found in _speaks(change))


def test_the_migrations_made_since_the_last_release_stop_nothing():
    assert release.lint() == []


def _migration(*operations):
    return {("cases", "0099_x"): SimpleNamespace(operations=operations, __module__="machinami.nowhere")}


@pytest.mark.parametrize(("operation", "told"), [
    (migrations.RemoveField("case", "state"), "RemoveField"), (migrations.RenameField("case", "state", "status"), "RenameField"),
    (migrations.DeleteModel("Case"), "DeleteModel"), (migrations.RenameModel("Case", "Matter"), "RenameModel"),
    (migrations.AddField("case", "x", models.CharField(max_length=5, default="")), "db_default"),
    (migrations.AlterField("case", "x", models.CharField(max_length=5)), "NOT NULL"),
    (migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("case", "state")]), "RemoveField")])
def test_a_migration_that_would_stop_the_last_release_is_told_with_what_to_do(operation, told):
    (found,) = release.problems({}, _migration(operation))
    assert told in found
    assert not release.problems({"cases": ["0099_x"]}, _migration(operation)), "it was released"


@pytest.mark.parametrize("operation", [
    migrations.AddField("case", "x", models.CharField(max_length=5, null=True)),
    migrations.AddField("case", "x", models.CharField(max_length=5, db_default="")),
    migrations.AddIndex("case", models.Index(fields=["state"], name="x")),
    migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True)), ("x", models.CharField(max_length=5))])])
def test_what_only_adds_is_let_pass(operation):
    assert release.problems({}, _migration(operation)) == []
