"""The made-up row of an empty table: what each column may look like, and never an application."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import Any

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.members import MembersField
from machinami.capabilities.procedures.fields.text import TextareaField, TextField
from machinami.capabilities.procedures.paper import columns

_NAME = {"family": "見本", "given": "太郎", "family_kana": "ミホン", "given_kana": "タロウ"}


@lru_cache(maxsize=128)
def example(version_id: Any) -> Mapping[str, str]:
    """Path → cell of the version's example; the same every time."""
    from machinami.capabilities.procedures.testing import context_for, payloads

    definition = queries.stored(version_id)
    context = context_for(definition)
    listed = columns.columns_of(definition, context)
    cells = columns.cells_of(definition, payloads(definition, Random(1), context=context), listed)
    return {path: _plain(definition, path, cell) for path, cell in cells.items()}


def _plain(definition: Any, path: str, cell: str) -> str:
    """What was drawn at random as something that reads as an example."""
    first, *rest = path.split(".")
    field = definition.fields[first]
    if isinstance(field, MembersField):
        field, rest = next(f for f in field.fields if f.code == rest[1]), rest[2:]
    if field.kind == "name":
        return _NAME.get(rest[-1] if rest else "", cell)
    free = isinstance(field, TextField | TextareaField) and not getattr(field, "pattern", "") and getattr(field, "transform", "tidy") == "tidy"
    return "見本" if free and getattr(field, "min_length", 0) in (None, 0, 1, 2) else cell


def is_example(version_id: Any, cells: Mapping[str, str]) -> bool:
    """A row that was left as the template has it."""
    return {p: c for p, c in cells.items() if p != columns.RECEIVED} == dict(example(version_id))
