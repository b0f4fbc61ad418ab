"""By when somebody has to apply, from the procedure's rule and the answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.scope import as_date
from machinami.capabilities.procedures.settling import scope_of
from machinami.city import calendar


def due_on(definition: Definition, answers: Mapping[str, Any], context: Context) -> date | None:
    """The last day, or None without a rule or before its date is known.

    The first day is not counted (民法第140条); a closed last day moves on to the next open one (第142条)
    unless the rule keeps it.
    """
    rule = definition.deadline.rule
    start = as_date(rule.after.evaluate(scope_of(definition, answers, context))) if rule is not None else None
    if rule is None or start is None:
        return None
    last = start + timedelta(days=rule.days)
    return calendar.next_open_day(last) if rule.closed == "next_open_day" else last
