"""Journals and postings refuse UPDATE and DELETE in the database itself."""

from __future__ import annotations

from typing import Any

_TABLES = ("payments_journal", "payments_posting")
_SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
_FUNCTION = """CREATE OR REPLACE FUNCTION payments_ledger_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$ LANGUAGE plpgsql"""
_POSTGRES = """CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION payments_ledger_refuse()"""


def create(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    if connection.alias != "default":
        return
    if connection.vendor == "postgresql":
        schema_editor.execute(_FUNCTION)
    for table in _TABLES:
        if connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                schema_editor.execute(_SQLITE.format(table=table, verb=verb))
        elif connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRES.format(table=table))
