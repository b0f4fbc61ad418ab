"""``filter(search_kana__begins=key)``: from its start, letter by letter, so that an index serves on both databases.

Django's ``startswith`` is written with ESCAPE on SQLite, and there no index helps it; a comparison with bounds depends on
the database's collation on PostgreSQL. The index on PostgreSQL needs the operator class :data:`PATTERN`.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Lookup

#: ``Index(fields=["search_kana"], opclasses=[PATTERN])``; SQLite passes it over.
PATTERN = "varchar_pattern_ops"
_LAST = "\U0010ffff"


@CharField.register_lookup
class Begins(Lookup[str]):
    """A blank start finds nothing: it is asked for when nothing was typed."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", [*params, self.rhs or _LAST, *params, f"{self.rhs}{_LAST}"]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        text = str(self.rhs).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"({column} LIKE %s AND %s <> '%%')", [*params, f"{text}%", f"{text}%"]
