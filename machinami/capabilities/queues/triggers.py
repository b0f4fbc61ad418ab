"""Events refuse UPDATE always, and DELETE without a permit that reaches as far (:mod:`.erasing`), in the database itself."""

from __future__ import annotations

from typing import Any

_SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS queues_event_no_update BEFORE UPDATE ON queues_ticketevent
BEGIN SELECT RAISE(ABORT, 'what happened to a ticket is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS queues_event_no_delete BEFORE DELETE ON queues_ticketevent
WHEN NOT EXISTS (SELECT 1 FROM queues_shredpermit WHERE OLD.day < before)
BEGIN SELECT RAISE(ABORT, 'what happened to a ticket is append-only'); END""",
)
_POSTGRES = (
    """CREATE OR REPLACE FUNCTION queues_event_refuse() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM queues_shredpermit WHERE OLD.day < before) THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'what happened to a ticket is append-only';
END $$ LANGUAGE plpgsql""",
    "DROP TRIGGER IF EXISTS queues_event_append_only ON queues_ticketevent",
    """CREATE TRIGGER queues_event_append_only BEFORE UPDATE OR DELETE ON queues_ticketevent
FOR EACH ROW EXECUTE FUNCTION queues_event_refuse()""",
)


def create(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    if connection.alias == "default":
        for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRES}.get(connection.vendor, ()):
            schema_editor.execute(statement)
