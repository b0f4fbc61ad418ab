"""The chain refuses UPDATE and DELETE in the database itself, not only in the code."""

from __future__ import annotations

from typing import Any

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS audit_link_no_{verb} BEFORE {VERB} ON audit_link
BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END
"""
_POSTGRES = """
CREATE OR REPLACE FUNCTION audit_link_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the audit chain is append-only'; END $$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS audit_link_append_only ON audit_link;
CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE ON audit_link
FOR EACH ROW EXECUTE FUNCTION audit_link_refuse();
"""


def create(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    if connection.alias != "audit":
        return
    if connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(_SQLITE.format(verb=verb, VERB=verb.upper()))
    elif connection.vendor == "postgresql":
        schema_editor.execute(_POSTGRES)
