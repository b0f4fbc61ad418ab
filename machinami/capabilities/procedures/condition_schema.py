"""A condition as JSON Schema, so that "asked only when …" also holds for anybody who has only the schema."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from machinami.capabilities.procedures.calculations import Value
from machinami.capabilities.procedures.scope import as_date, is_number

if TYPE_CHECKING:
    from machinami.capabilities.procedures.conditions import Condition

Known = Callable[[str], bool]


def as_schema(condition: Condition, known: Known) -> dict[str, Any] | None:
    for name, key in (("all", "allOf"), ("any", "anyOf")):
        parts = getattr(condition, name)
        if parts is not None:
            schemas = [as_schema(p, known) for p in parts]
            return {key: schemas} if schemas and all(s is not None for s in schemas) else None
    if condition.not_ is not None:
        inner = as_schema(condition.not_, known)
        return None if inner is None else {"not": inner}
    if condition.field is None or not known(condition.field):
        return None
    return _test(condition)


def _test(c: Condition) -> dict[str, Any] | None:
    path = (c.field or "").split(".")
    if c.answered is not None:
        return _at(path, {}) if c.answered else {"not": _at(path, {})}
    if c.is_not is not None:
        return {"not": _at(path, _constant(c.is_not))}
    value = _value_schema(c)
    return None if value is None else _at(path, value)


def _value_schema(c: Condition) -> dict[str, Any] | None:
    if c.is_ is not None:
        return _constant(c.is_)
    if c.in_ is not None:
        return {"anyOf": [_constant(v) for v in c.in_]}
    if c.includes is not None:
        return {"type": "array", "contains": _constant(c.includes)}
    for expression, key in ((c.at_least, "minimum"), (c.at_most, "maximum")):
        if expression is not None:
            limit = expression.value if isinstance(expression, Value) else None
            return {"type": "integer", key: limit} if is_number(limit) else None
    return _dates(c)


def _dates(c: Condition) -> dict[str, Any] | None:
    expression = c.before if c.before is not None else c.after
    day = as_date(expression.value) if isinstance(expression, Value) else None
    return None if day is None else {"type": "string", "pattern": iso_pattern(day, later=c.before is None)}


def iso_pattern(day: date, *, later: bool) -> str:
    """A pattern for ISO dates after (``later``) or before ``day``: JSON Schema compares no dates itself."""
    text, branches = day.isoformat(), []
    for n, char in enumerate(text):
        limits = (int(char) + 1, 9) if later and char != "-" else (0, int(char) - 1) if char != "-" else (1, 0)
        if limits[0] <= limits[1]:
            rest = "".join("-" if c == "-" else "[0-9]" for c in text[n + 1:])
            branches.append(f"{text[:n]}[{limits[0]}-{limits[1]}]{rest}")
    return f"^({'|'.join(branches)})$"


def _constant(value: Any) -> dict[str, Any]:
    return {"const": value}


def _at(path: list[str], schema: dict[str, Any]) -> dict[str, Any]:
    head, *rest = path
    inner = _at(rest, schema) if rest else schema
    return {"type": "object", "properties": {head: inner}, "required": [head]}
