"""Where conditions and calculations look things up: a row's answers, the form's answers, the register, today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Scope:
    """``row`` is the person at hand inside a members field, with ``position`` from 1.

    ``outer``: what stands beside the answers – for the desk's findings, the applicant's answers and the case's dates.
    """

    answers: Mapping[str, Any]
    today: date
    facts: Any = None
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fees: Any = None
    rates: Any = None
    row: Mapping[str, Any] | None = None
    outer: Mapping[str, Any] = field(default_factory=dict)

    def get(self, path: str) -> Any:
        """The answer at ``field`` or ``field.part``; a row's own answer first. None when unanswered."""
        head, _, rest = path.partition(".")
        value = self.row[head] if self.row is not None and head in self.row else self._whole(head)
        for part in rest.split(".") if rest else ():
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def _whole(self, head: str) -> Any:
        return self.answers[head] if head in self.answers else self.outer.get(head)

    def register(self, path: str) -> Any:
        return self.facts.get(path) if self.facts is not None else None

    def within(self, row: Mapping[str, Any], position: int) -> Scope:
        return Scope(self.answers, self.today, self.facts, self.tables, self.fees, self.rates,
                     {**row, "position": position}, self.outer)


def as_date(value: Any) -> date | None:
    """An ISO date, or None for anything else."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
