"""JSON Schema (draft 2020-12) of a definition's answers, for anybody who has only the schema.

A field that is asked only when a condition holds is required then and forbidden otherwise (``if``/``then``/
``else``). Conditions that JSON Schema can't express (ages, comparisons with today, the register) leave the
field optional there; :mod:`.validation` checks them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from machinami.capabilities.procedures.conditions import Condition

if TYPE_CHECKING:
    from machinami.capabilities.procedures.definition import Definition

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Fields = Iterable[tuple[Any, tuple[Condition, ...]]]


def json_schema(definition: Definition, version: int | None = None) -> dict[str, Any]:
    """The schema of the whole payload. The same definition gives the same schema."""
    known = definition.fields
    schema = object_schema([(e.field, e.conditions) for e in definition.entries], lambda path: path.split(".")[0] in known)
    tail = f":{version}" if version is not None else ""
    return {"$schema": DRAFT, "$id": f"urn:machinami:procedure:{definition.code}{tail}",
            "title": definition.title.ja, "description": definition.summary.ja, **schema}


def object_schema(fields: Fields, known: Callable[[str], bool]) -> dict[str, Any]:
    """An object of answers; ``known`` tells which paths its own conditions may name."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    rules: list[dict[str, Any]] = []
    for field, conditions in fields:
        properties[field.code] = {"title": field.label.ja, **field.json_schema()}
        must = field.required and not field.computed
        if not conditions:
            required += [field.code] if must else []
            continue
        rule = _rule(field.code, must, conditions, known)
        rules += [rule] if rule else []
    schema: dict[str, Any] = {"type": "object", "properties": properties, "required": required,
                              "additionalProperties": False}
    return {**schema, "allOf": rules} if rules else schema


def _rule(code: str, must: bool, conditions: tuple[Condition, ...],
          known: Callable[[str], bool]) -> dict[str, Any] | None:
    said = [s for s in (c.as_schema(known) for c in conditions) if s is not None]
    if not said:
        return None
    rule: dict[str, Any] = {"if": said[0] if len(said) == 1 else {"allOf": said}, "else": {"properties": {code: False}}}
    if must and len(said) == len(conditions):
        rule["then"] = {"required": [code]}
    return rule


class Compiled:
    """Validators made once per definition: of the whole and of each answer alone."""

    def __init__(self, definition: Definition) -> None:
        self.schema = json_schema(definition)
        self.whole = jsonschema_rs.Draft202012Validator(self.schema)
        self.each = {code: jsonschema_rs.Draft202012Validator(field.json_schema())
                     for code, field in definition.fields.items()}
