"""Journals, postings and the history of charges refuse UPDATE and DELETE in the database itself.

On PostgreSQL a deferred constraint trigger also refuses, at commit, a journal whose postings do not sum to zero
(SQLite has no deferred triggers; there ``ledger.post`` is the guard and ``machinami ledger check`` the proof).
"""

from __future__ import annotations

from typing import Any

_FIRST = ("payments_journal", "payments_posting")
_ALL = (*_FIRST, "payments_chargeevent")
_COUNTER = (*_ALL, "payments_cash", "payments_dayclose")
_SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
_FUNCTION = """CREATE OR REPLACE FUNCTION payments_ledger_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$ LANGUAGE plpgsql"""
_DROP = "DROP TRIGGER IF EXISTS {table}_append_only ON {table}"
_POSTGRES = """CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION payments_ledger_refuse()"""
_BALANCE = """CREATE OR REPLACE FUNCTION payments_journal_balance() RETURNS trigger AS $$
BEGIN
  IF (SELECT COALESCE(SUM(amount), 0) FROM payments_posting WHERE journal_id = NEW.journal_id) <> 0 THEN
    RAISE EXCEPTION 'the postings of a journal sum to zero';
  END IF;
  RETURN NULL;
END $$ LANGUAGE plpgsql"""
_BALANCED = """CREATE CONSTRAINT TRIGGER payments_posting_balanced AFTER INSERT ON payments_posting
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_journal_balance()"""


def create(apps: Any, schema_editor: Any) -> None:
    """Migration 0002."""
    _guard(schema_editor, _FIRST)


def create_all(apps: Any, schema_editor: Any) -> None:
    """Migration 0004: again after the tables were changed (SQLite makes such tables anew, without triggers)."""
    _guard(schema_editor, _ALL)
    connection = schema_editor.connection
    if connection.alias == "default" and connection.vendor == "postgresql":
        schema_editor.execute(_BALANCE)
        schema_editor.execute(_BALANCED)


def create_for_counter(apps: Any, schema_editor: Any) -> None:
    """Migration 0006: the cash book and its closings, and again the tables that SQLite made anew."""
    _guard(schema_editor, _COUNTER)


def _guard(schema_editor: Any, tables: tuple[str, ...]) -> None:
    connection = schema_editor.connection
    if connection.alias != "default":
        return
    if connection.vendor == "postgresql":
        schema_editor.execute(_FUNCTION)
    for table in tables:
        if connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                schema_editor.execute(_SQLITE.format(table=table, verb=verb))
        elif connection.vendor == "postgresql":
            schema_editor.execute(_DROP.format(table=table))
            schema_editor.execute(_POSTGRES.format(table=table))
