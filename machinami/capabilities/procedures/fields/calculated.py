"""An answer the procedure works out itself; shown, kept and checked, never typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any, Literal

from machinami.capabilities.procedures.calculations import Expression
from machinami.capabilities.procedures.fields.base import LINE, BaseField, Context
from machinami.capabilities.procedures.fields.controls import Control, FieldView, Layout, Posted, input_name
from machinami.capabilities.procedures.fields.numbers import with_unit
from machinami.capabilities.procedures.scope import as_date, is_number
from machinami.capabilities.procedures.words import Words
from machinami.foundation.calendar import show_date
from machinami.foundation.i18n import Text
from machinami.foundation.money import show_yen

_SCHEMAS: dict[str, dict[str, Any]] = {
    "number": {"type": "integer", "minimum": -(10**15), "maximum": 10**15},
    "money": {"type": "integer", "minimum": -(10**15), "maximum": 10**15},
    "date": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "text": {"type": "string", "maxLength": 2000, "pattern": LINE},
}


class CalculatedField(BaseField):
    """``expression`` gives a value of ``gives``; unknown (an answer is missing) leaves it out."""

    kind: Literal["calculated"] = "calculated"
    expression: Expression
    gives: Literal["number", "money", "date", "text"] = "number"
    unit: Words | None = None
    #: False keeps it from residents (a branch of the form, a point for the desk).
    shown: bool = True
    required: bool = False

    @property
    def layout(self) -> Layout:
        return "output"

    @property
    def computed(self) -> bool:
        return True

    def json_schema(self) -> dict[str, Any]:
        return _SCHEMAS[self.gives]

    def evaluate(self, scope: Any) -> Any:
        """The value, or None when it is unknown or not of the kind it should be."""
        value = self.expression.evaluate(scope)
        if self.gives in ("number", "money"):
            return value if is_number(value) and abs(value) <= 10**15 else None
        if self.gives == "date":
            return value if as_date(value) else None
        return value[:2000] if isinstance(value, str) else None

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        return None

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        return {input_name(path): [str(value)]}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        return (Control(name=name, label=self.label, type="output", value=posted.one(name), hint=self.hint,
                        required=False, readonly=True, unit=self.unit),) if self.shown else ()

    def view(self, path: str, posted: Posted, context: Context, errors: Mapping[str, Text]) -> FieldView:
        typed = posted.one(input_name(path))
        value: Any = int(typed) if typed and self.gives in ("number", "money") else typed
        shown = super().view(path, posted, context, errors)
        return replace(shown, output=self.display(value, context.language) if typed else "")

    def display(self, value: Any, language: str = "ja") -> str:
        if self.gives == "money":
            return show_yen(value, language)
        if self.gives == "date":
            return show_date(date.fromisoformat(value), language)
        number = f"{value:,}" if is_number(value) else str(value)
        return with_unit(number, self.unit, language)

    def sample(self, random: Random, context: Context) -> Any:
        return None
