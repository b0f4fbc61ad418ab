"""Whole numbers and money."""

from __future__ import annotations

import re
from random import Random
from typing import Any, Literal

from machinami.capabilities.procedures import messages
from machinami.capabilities.procedures.fields.base import BaseField, Context, Errors, Unreadable
from machinami.capabilities.procedures.fields.controls import Control, Posted, input_name
from machinami.capabilities.procedures.words import Words, say
from machinami.foundation.i18n import Text
from machinami.foundation.money import show_yen
from machinami.foundation.text import digits

YEN = Text(ja="円", en="yen", zh="日元", ko="엔", easy="円")


class NumberField(BaseField):
    """A whole number; commas, any width and blanks are taken."""

    kind: Literal["number"] = "number"
    min: int = 0
    max: int = 999_999
    unit: Words | None = None
    width: int = 8

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.min, "maximum": self.max}

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        typed = posted.one(input_name(path))
        negative = bool(re.match(r"^\s*[-−－ー]", typed))
        plain = digits(typed).replace(",", "").removesuffix("円").removeprefix("¥")
        if not plain:
            return None
        if not re.fullmatch("[0-9]{1,15}", plain):
            raise Unreadable({path: say(messages.NUMBER, label=self.label)})
        value = -int(plain) if negative else int(plain)
        errors = self.check(value, path, context)
        if errors:
            raise Unreadable(errors)
        return value

    def check(self, value: Any, path: str, context: Context) -> Errors:
        if value < self.min:
            return {path: say(messages.AT_LEAST, label=self.label, min=f"{self.min:,}")}
        if value > self.max:
            return {path: say(messages.AT_MOST, label=self.label, max=f"{self.max:,}")}
        return {}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        return {input_name(path): [str(value)]}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        return (Control(name=name, label=self.label, value=posted.one(name), width=self.width, hint=self.hint,
                        inputmode="numeric", required=self.required, unit=self.unit),)

    def display(self, value: Any, language: str = "ja") -> str:
        return with_unit(f"{value:,}", self.unit, language)

    def sample(self, random: Random, context: Context) -> Any:
        return random.choice((self.min, self.max, random.randint(self.min, self.max)))


class MoneyField(NumberField):
    """Integer yen."""

    kind: Literal["money"] = "money"  # type: ignore[assignment]
    max: int = 999_999_999
    unit: Words | None = YEN
    width: int = 12

    def display(self, value: Any, language: str = "ja") -> str:
        return show_yen(value, language)


def with_unit(number: str, unit: Text | None, language: str) -> str:
    """``3通``, ``3 copies``: a unit in Latin letters stands apart from its number, other signs do not."""
    words = unit.within(language)[0] if unit else ""
    return number + (" " if words[:1].isascii() and words[:1].isalpha() else "") + words
