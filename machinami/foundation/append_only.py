"""Rows that the database itself never lets be changed, and be deleted only under a permit: what was written down stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def append_only(table: str, name: str, words: str, *, permit: str, moment: str) -> Callable[[Any, Any], None]:
    """For ``migrations.RunPython``: triggers on SQLite and PostgreSQL that refuse UPDATE always, and DELETE unless a row of
    ``permit`` has a ``before`` later than the deleted row's ``moment`` (a shredder writes it, in its own transaction).

    :param name: begins the triggers' names. :param words: what the database says when it refuses.
    """
    allowed = f"EXISTS (SELECT 1 FROM {permit} WHERE OLD.{moment} < before)"  # noqa: S608 - names of our own tables
    statements = {
        "sqlite": (
            f"CREATE TRIGGER IF NOT EXISTS {name}_no_update BEFORE UPDATE ON {table}\nBEGIN SELECT RAISE(ABORT, '{words}'); END",
            f"CREATE TRIGGER IF NOT EXISTS {name}_no_delete BEFORE DELETE ON {table}\nWHEN NOT {allowed}\n"
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"),
        "postgresql": (
            f"CREATE OR REPLACE FUNCTION {name}_refuse() RETURNS trigger AS $$\nBEGIN\n"
            f"  IF TG_OP = 'DELETE' AND {allowed} THEN RETURN OLD; END IF;\n  RAISE EXCEPTION '{words}';\nEND $$ LANGUAGE plpgsql",
            f"DROP TRIGGER IF EXISTS {name}_append_only ON {table}",
            f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {table}\nFOR EACH ROW EXECUTE FUNCTION {name}_refuse()")}

    def create(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.alias == "default":
            for statement in statements.get(schema_editor.connection.vendor, ()):
                schema_editor.execute(statement)

    return create
