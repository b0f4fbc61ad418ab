"""Rotating the keys of what is sealed: every model's encrypted columns and sealed JSON, found by their field classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from machinami.foundation.sealing import EncryptedJSONField, SealedJSONField, renew, renewed


def holders() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Models with the names of their fields that hold something sealed."""
    for model in apps.get_models():
        names = [f.attname for f in model._meta.concrete_fields if isinstance(f, EncryptedJSONField | SealedJSONField)]
        if names:
            yield model, names


def rotate(*, batch: int = 200, limit: int = 0) -> Iterator[tuple[str, int, int]]:
    """(model, rows, values) of each model re-encrypted; a batch is one transaction, its rows locked while it lasts."""
    left = limit or None
    for model, names in holders():
        rows = values = 0
        for keys in _batches(model, names, batch):
            keys = keys if left is None else keys[:left - rows]
            if not keys:
                break
            with transaction.atomic():
                values += sum(_renew_row(model, names, key) for key in keys)
            rows += len(keys)
        left = None if left is None else left - rows
        if rows:
            yield model._meta.label, rows, values
        if left == 0:
            return


def left() -> int:
    """How many rows hold something under an older key."""
    return sum(len(keys) for model, names in holders() for keys in _batches(model, names, 1_000))


def _batches(model: type[models.Model], names: list[str], size: int) -> Iterator[list[Any]]:
    """Keys of rows with something under an older key, in the order of the primary key."""
    last, waiting = None, []
    while True:
        rows = _raw(model, names, last, size)
        if not rows:
            break
        last = rows[-1][0]
        waiting += [key for key, *columns in rows if any(_changes(model, n, c)[1] for n, c in zip(names, columns, strict=True))]
        while len(waiting) >= size:
            yield waiting[:size]
            waiting = waiting[size:]
    if waiting:
        yield waiting


def _raw(model: type[models.Model], names: list[str], after: Any, size: int) -> list[tuple[Any, ...]]:
    """The columns as they stand in the database: an encrypted one as its token, JSON as values."""
    rows = model._default_manager.order_by("pk").annotate(**{
        f"raw_{n}": models.functions.Cast(n, models.TextField()) for n in names if _whole(model, n)})
    rows = rows.filter(pk__gt=after) if after is not None else rows
    return list(rows.values_list("pk", *(f"raw_{n}" if _whole(model, n) else n for n in names))[:size])


def _whole(model: type[models.Model], name: str) -> bool:
    return isinstance(model._meta.get_field(name), EncryptedJSONField)


def _changes(model: type[models.Model], name: str, value: Any) -> tuple[Any, int]:
    """The column under the newest key, and how many values that changes."""
    if value is None:
        return None, 0
    if not _whole(model, name):
        return renew(value)
    token = renewed(value)
    return token, int(token is not None)


def _renew_row(model: type[models.Model], names: list[str], key: Any) -> int:
    """Written only where the row still says what was read: it is locked first."""
    if not model._default_manager.select_for_update().filter(pk=key).values_list("pk", flat=True):
        return 0
    ((_, *columns),) = [r for r in _one(model, names, key)]
    changed = 0
    for name, value in zip(names, columns, strict=True):
        new, count = _changes(model, name, value)
        if count:
            changed += count
            _write(model, name, key, new)
    return changed


def _one(model: type[models.Model], names: list[str], key: Any) -> list[tuple[Any, ...]]:
    rows = model._default_manager.filter(pk=key).annotate(**{
        f"raw_{n}": models.functions.Cast(n, models.TextField()) for n in names if _whole(model, n)})
    return list(rows.values_list("pk", *(f"raw_{n}" if _whole(model, n) else n for n in names)))


def _write(model: type[models.Model], name: str, key: Any, value: Any) -> None:
    """A token goes in as it is (its field would encrypt it once more); append-only models take a plain UPDATE."""
    if not _whole(model, name):
        model._default_manager.filter(pk=key).update(**{name: value})
        return
    quote = connection.ops.quote_name
    column, pk = model._meta.get_field(name).column, model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {quote(model._meta.db_table)} SET {quote(column)} = %s WHERE {quote(pk.column)} = %s",  # noqa: S608
                       [value, pk.get_db_prep_value(key, connection)])
