"""Which questions are asked, and what is worked out: answers made whole, in the order they depend on each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.lookups import fee_amount, rate_amount
from machinami.capabilities.procedures.scope import Scope

if TYPE_CHECKING:
    from machinami.capabilities.procedures.definition import Definition, Entry


@dataclass(frozen=True, slots=True)
class Settled:
    """``answers``: what is asked and answered, with what is calculated; ``shown``: codes of all that is asked."""

    answers: dict[str, Any]
    shown: frozenset[str]
    scope: Scope


def scope_of(definition: Definition, answers: Mapping[str, Any], context: Context) -> Scope:
    return Scope(answers, context.today, context.facts, definition.tables, fee_amount, rate_amount, outer=context.outer)


def settle(definition: Definition, answers: Mapping[str, Any], context: Context) -> Settled:
    """Drop answers that other answers hide, work out what is calculated. The input is left alone."""
    kept: dict[str, Any] = {}
    shown: set[str] = set()
    scope = scope_of(definition, kept, context)
    for entry in definition.order:
        if not all(c.holds(scope) for c in entry.conditions):
            continue
        shown.add(entry.field.code)
        value = _value(entry, answers, scope)
        if value is not None:
            kept[entry.field.code] = value
    ordered = {code: kept[code] for code in definition.fields if code in kept}
    return Settled(ordered, frozenset(shown), scope_of(definition, ordered, context))


def _value(entry: Entry, answers: Mapping[str, Any], scope: Scope) -> Any:
    if entry.field.computed:
        return entry.field.evaluate(scope)
    value = answers.get(entry.field.code)
    return None if value is None else entry.field.settle(value, scope)
