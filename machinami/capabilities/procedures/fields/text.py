"""Free text: one line, or several."""

from __future__ import annotations

import re
from random import Random
from typing import Any, Literal

from pydantic import field_validator

from machinami.capabilities.procedures import messages
from machinami.capabilities.procedures.fields.base import (
    LINE,
    TEXT,
    BaseField,
    Context,
    Errors,
    Unreadable,
    line_errors,
)
from machinami.capabilities.procedures.fields.controls import Control, Posted, input_name
from machinami.capabilities.procedures.words import Words, say
from machinami.foundation.text import digits, katakana, narrow, tidy

#: How typed text is put in order before it is kept: names of places and things as typed, codes made narrow.
TRANSFORMS = {"tidy": tidy, "narrow": narrow, "upper": lambda v: narrow(v).upper(), "digits": digits,
              "katakana": katakana}


class TextField(BaseField):
    """One line. ``pattern`` (whole value, after ``transform``) needs ``pattern_message``."""

    kind: Literal["text"] = "text"
    max_length: int = 200
    min_length: int = 1
    pattern: str = ""
    pattern_message: Words | None = None
    transform: Literal["tidy", "narrow", "upper", "digits", "katakana"] = "tidy"
    autocomplete: str = ""
    inputmode: Literal["", "numeric", "decimal", "text"] = ""
    width: int = 40
    examples: tuple[str, ...] = ()

    @field_validator("pattern")
    @classmethod
    def _plain(cls, pattern: str) -> str:
        if pattern and not (pattern.startswith("^") and pattern.endswith("$")):
            raise ValueError("a pattern starts with ^ and ends with $")
        if "\\d" in pattern or "\\w" in pattern or "\\s" in pattern:
            raise ValueError("write [0-9] and the like: \\d, \\w and \\s differ between JSON Schema and Python")
        re.compile(pattern)
        return pattern

    def json_schema(self) -> dict[str, Any]:
        schema = {"type": "string", "minLength": self.min_length, "maxLength": self.max_length, "pattern": LINE}
        return {**schema, "allOf": [{"pattern": self.pattern}]} if self.pattern else schema

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        value = TRANSFORMS[self.transform](posted.one(input_name(path)))
        if not value:
            return None
        errors = line_errors(value, path, self.label, limit=self.max_length) or self._form_errors(value, path)
        if errors:
            raise Unreadable(errors)
        return value

    def _form_errors(self, value: str, path: str) -> Errors:
        if len(value) < self.min_length:
            return {path: say(messages.TOO_SHORT, label=self.label, min=self.min_length)}
        if self.pattern and not re.fullmatch(self.pattern[1:-1], value):
            return {path: self.pattern_message or say(messages.AGAIN, label=self.label)}
        return {}

    def check(self, value: Any, path: str, context: Context) -> Errors:
        if TRANSFORMS[self.transform](value) != value:
            return {path: say(messages.AGAIN, label=self.label)}
        return self._form_errors(value, path)

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        return {input_name(path): [value]}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        return (Control(name=name, label=self.label, value=posted.one(name), width=self.width, hint=self.hint,
                        autocomplete=self.autocomplete, inputmode=self.inputmode, required=self.required),)

    def display(self, value: Any, language: str = "ja") -> str:
        return str(value)

    def sample(self, random: Random, context: Context) -> Any:
        if self.examples:
            return random.choice(self.examples)
        words = random.choice(("阿佐谷の髙﨑", "𠮷田商店", "Asagaya", "テスト", "1-15-1", "é ü ñ", "東京都"))
        return (words * (1 + self.min_length // len(words)))[: self.max_length] if len(words) < self.min_length else words[: self.max_length]


class TextareaField(TextField):
    """Several lines; line ends are kept as ``\\n``. No ``pattern``."""

    kind: Literal["textarea"] = "textarea"  # type: ignore[assignment]
    max_length: int = 1000
    rows: int = 5

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": self.min_length, "maxLength": self.max_length, "pattern": TEXT}

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        value = _lines(posted.one(input_name(path)))
        if not value:
            return None
        errors = line_errors(value, path, self.label, limit=self.max_length, lines=True)
        if errors:
            raise Unreadable(errors)
        return value

    def check(self, value: Any, path: str, context: Context) -> Errors:
        return self._form_errors(value, path) if _lines(value) == value else {path: say(messages.AGAIN, label=self.label)}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        return (Control(name=name, label=self.label, type="textarea", value=posted.one(name), width=60, rows=self.rows,
                        maxlength=self.max_length, hint=self.hint, required=self.required),)


def _lines(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\u3000", " ").strip()
