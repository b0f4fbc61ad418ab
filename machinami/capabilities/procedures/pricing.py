"""What an application costs. Pure but for the city's fees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from machinami.capabilities.procedures.definition import Definition, FeePart
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.scope import Scope
from machinami.capabilities.procedures.settling import scope_of
from machinami.city import fees


def fee_of(definition: Definition, answers: Mapping[str, Any], context: Context) -> int:
    """The fee in yen; 0 where there is none."""
    scope = scope_of(definition, answers, context)
    return sum(_part(p, scope) for p in definition.fee.parts) if definition.fee else 0


def due_now(definition: Definition, answers: Mapping[str, Any], context: Context) -> int:
    """What has to be paid on sending; a fee that is asked for after the decision is not yet."""
    return fee_of(definition, answers, context) if definition.fee and definition.fee.at == "submission" else 0


def _part(part: FeePart, scope: Scope) -> int:
    if part.when is not None and not part.when.holds(scope):
        return 0
    quantity = part.quantity.evaluate(scope)
    return fees.fee(part.code, scope.today).amount * quantity if isinstance(quantity, int) and quantity > 0 else 0
