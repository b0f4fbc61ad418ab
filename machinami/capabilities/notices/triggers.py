"""The message log refuses UPDATE always, and DELETE without a permit that reaches as far (log.shred), in the database itself."""

from __future__ import annotations

from typing import Any

_SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS notices_log_no_update BEFORE UPDATE ON notices_logentry
BEGIN SELECT RAISE(ABORT, 'the message log is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS notices_log_no_delete BEFORE DELETE ON notices_logentry
WHEN NOT EXISTS (SELECT 1 FROM notices_shredpermit WHERE OLD.at < before)
BEGIN SELECT RAISE(ABORT, 'the message log is append-only'); END""",
)
_POSTGRES = (
    """CREATE OR REPLACE FUNCTION notices_log_refuse() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM notices_shredpermit WHERE OLD.at < before) THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'the message log is append-only';
END $$ LANGUAGE plpgsql""",
    "DROP TRIGGER IF EXISTS notices_log_append_only ON notices_logentry",
    """CREATE TRIGGER notices_log_append_only BEFORE UPDATE OR DELETE ON notices_logentry
FOR EACH ROW EXECUTE FUNCTION notices_log_refuse()""",
)


def create(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    if connection.alias == "default":
        for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRES}.get(connection.vendor, ()):
            schema_editor.execute(statement)
