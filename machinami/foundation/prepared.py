"""Queries and inserts of the busiest paths, worked out once per process instead of at every call.

Django builds the SQL of a query anew each time it is asked, which takes several times as long as SQLite takes to answer
a look-up by key. Here the query is written as a queryset once, compiled at its first use on each kind of database, and
afterwards only its values change. What comes back has been through the same converters.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections
from django.db.models import Model, QuerySet

#: Sentinels that stand for the values while a query is compiled.
_MARKS = tuple(uuid.UUID(int=0x6D616368696E616D695F000000000000 + n) for n in range(8))
_Adapt = Callable[[Any], Any]


def _as_uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))


def _as_hex(value: Any) -> str:
    return _as_uuid(value).hex


class _Compiled:
    """The SQL for one kind of database: fixed parameters, the places of the values, converters by column."""

    def __init__(self, queryset: QuerySet[Any], connection: Any, count: int) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        self.fixed = list(params)
        self.places = [self._place(mark) for mark in _MARKS[:count]]
        columns = [expression for expression, _, _ in compiler.select]
        self.converters = list(compiler.get_converters(columns).items())

    def _place(self, mark: uuid.UUID) -> tuple[int, _Adapt]:
        for form, adapt in ((mark, _as_uuid), (mark.hex, _as_hex), (str(mark), str)):
            found = [n for n, value in enumerate(self.fixed) if type(value) is type(form) and value == form]
            if len(found) == 1:
                return found[0], adapt
        raise TypeError("each value of a prepared query stands in it once, as a key or a text")

    def rows(self, connection: Any, values: tuple[Any, ...]) -> list[list[Any]]:
        params = list(self.fixed)
        for (place, adapt), value in zip(self.places, values, strict=True):
            params[place] = adapt(value)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = [list(row) for row in cursor.fetchall()]
        for row in found:
            for column, (converters, expression) in self.converters:
                for convert in converters:
                    row[column] = convert(row[column], expression, connection)
        return found


class Prepared:
    """``Prepared(lambda key: Account.objects.filter(pk=key).values_list("id", "name"))``; call it for rows of values.

    :raises ValueError: for a value that is no UUID where one is looked for.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], using: str = "default") -> None:
        self.build, self.using = build, using
        self.count = build.__code__.co_argcount
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, *values: Any) -> list[list[Any]]:
        connection = connections[self.using]
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = _Compiled(self.build(*_MARKS[:self.count]), connection, self.count)
            self._compiled[connection.vendor] = compiled
        return compiled.rows(connection, values)

    def first(self, *values: Any) -> list[Any] | None:
        found = self(*values)
        return found[0] if found else None


_inserts: dict[tuple[str, type[Model]], tuple[str, list[Any]]] = {}


def insert(row: Model, using: str = "default") -> None:
    """Insert one row whose key is already set, as ``save(force_insert=True)`` does; no signals are sent."""
    connection = connections[using]
    sql, fields = _insert(connection, type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(row, fields, connection))
    row._state.adding, row._state.db = False, using


def insert_many(rows: Sequence[Model], using: str = "default") -> None:
    """Insert rows of one model whose keys are already set; no signals are sent."""
    if rows:
        connection = connections[using]
        sql, fields = _insert(connection, type(rows[0]))
        with connection.cursor() as cursor:
            cursor.executemany(sql, [_values(row, fields, connection) for row in rows])


def _values(row: Model, fields: list[Any], connection: Any) -> list[Any]:
    return [f.get_db_prep_save(f.pre_save(row, True), connection) for f in fields]


def _insert(connection: Any, model: type[Model]) -> tuple[str, list[Any]]:
    found = _inserts.get((connection.vendor, model))
    if found is None:
        quote = connection.ops.quote_name
        fields = [f for f in model._meta.local_concrete_fields if not f.generated]
        columns = ", ".join(quote(str(f.column)) for f in fields)
        sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
        found = _inserts[(connection.vendor, model)] = (sql, fields)
    return found
