"""Choosing: one of some, several of some, yes or no, and agreeing."""

from __future__ import annotations

from random import Random
from typing import Any, Literal

from pydantic import Field, field_validator

from machinami.capabilities.procedures import messages
from machinami.capabilities.procedures.fields.base import BaseField, Code, Context, Errors, Unreadable, pick
from machinami.capabilities.procedures.fields.controls import Control, Option, Posted, input_name
from machinami.capabilities.procedures.words import Model, Words, say
from machinami.foundation.i18n import Text

YES = Text(ja="はい", easy="はい", en="Yes", zh="是", ko="예")
NO = Text(ja="いいえ", easy="いいえ", en="No", zh="否", ko="아니요")


class Choice(Model):
    value: Code
    label: Words
    hint: Words | None = None


def _unique(options: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if len({o.value for o in options}) != len(options):
        raise ValueError("two options have the same value")
    return options


class ChoiceField(BaseField):
    """One of ``options``; ``look`` radios, or a select when there are many."""

    kind: Literal["choice"] = "choice"
    options: tuple[Choice, ...] = Field(min_length=1)
    look: Literal["radio", "select"] = "radio"
    _check_options = field_validator("options")(_unique)

    def choices(self) -> tuple[Choice, ...]:
        return self.options

    def json_schema(self) -> dict[str, Any]:
        return {"enum": [o.value for o in self.choices()]}

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        value = posted.one(input_name(path))
        if not value:
            return None
        if value not in {o.value for o in self.choices()}:
            raise Unreadable(self.missing(path))
        return value

    def missing(self, path: str) -> Errors:
        return {path: say(messages.CHOOSE, label=self.label)}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        return {input_name(path): [value]}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        options = tuple(Option(o.value, o.label, o.hint) for o in self.choices())
        return (Control(name=name, label=self.label, type=self.look, value=posted.one(name), options=options,
                        hint=self.hint, required=self.required),)

    def masked(self, value: Any) -> str:
        return "••••"

    def display(self, value: Any, language: str = "ja") -> str:
        return next((pick(o.label, language) for o in self.choices() if o.value == value), str(value))

    def sample(self, random: Random, context: Context) -> Any:
        return random.choice(self.choices()).value


class ChoicesField(BaseField):
    """Any of ``options``, kept in their order; required means at least one."""

    kind: Literal["choices"] = "choices"
    options: tuple[Choice, ...] = Field(min_length=1)
    max: int | None = None
    _check_options = field_validator("options")(_unique)

    def json_schema(self) -> dict[str, Any]:
        most = {"maxItems": self.max} if self.max else {}
        return {"type": "array", "items": {"enum": [o.value for o in self.options]}, "uniqueItems": True,
                "minItems": 1, **most}

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        chosen = set(posted.all(input_name(path)))
        value = [o.value for o in self.options if o.value in chosen]
        if self.max and len(value) > self.max:
            raise Unreadable({path: say(messages.FEWER_CHOICES, label=self.label, max=self.max)})
        return value or None

    def check(self, value: Any, path: str, context: Context) -> Errors:
        ordered = [o.value for o in self.options if o.value in value]
        return {} if ordered == value else {path: say(messages.AGAIN, label=self.label)}

    def missing(self, path: str) -> Errors:
        return {path: say(messages.CHOOSE, label=self.label)}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        return {input_name(path): list(value)}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        options = tuple(Option(o.value, o.label, o.hint) for o in self.options)
        return (Control(name=name, label=self.label, type="checkboxes", values=tuple(posted.all(name)), options=options,
                        hint=self.hint, required=self.required),)

    def display(self, value: Any, language: str = "ja") -> str:
        shown = [pick(o.label, language) for o in self.options if o.value in value]
        return ("、" if language.startswith("ja") or language == "zh-hans" else ", ").join(shown)

    def masked(self, value: Any) -> str:
        return "••••"

    def sample(self, random: Random, context: Context) -> Any:
        count = random.randint(1, min(len(self.options), self.max or len(self.options)))
        chosen = {o.value for o in random.sample(self.options, count)}
        return [o.value for o in self.options if o.value in chosen]


class YesNoField(BaseField):
    """True or false; ``yes``/``no`` may name the answers."""

    kind: Literal["yes_no"] = "yes_no"
    yes: Words = YES
    no: Words = NO

    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        return {"yes": True, "no": False}.get(posted.one(input_name(path)))

    def missing(self, path: str) -> Errors:
        return {path: say(messages.CHOOSE, label=self.label)}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        return {input_name(path): ["yes" if value else "no"]}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        options = (Option("yes", self.yes), Option("no", self.no))
        return (Control(name=name, label=self.label, type="radio", value=posted.one(name), options=options,
                        hint=self.hint, required=self.required),)

    def display(self, value: Any, language: str = "ja") -> str:
        return pick(self.yes if value else self.no, language)

    def sample(self, random: Random, context: Context) -> Any:
        return random.random() < 0.5


class DeclarationField(BaseField):
    """A statement to agree with: one tick box, true or unanswered. The label is the statement."""

    kind: Literal["declaration"] = "declaration"

    def json_schema(self) -> dict[str, Any]:
        return {"const": True}

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        return True if posted.one(input_name(path)) in ("yes", "on", "true", "1") else None

    def missing(self, path: str) -> Errors:
        return {path: messages.AGREE}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        return {input_name(path): ["yes"]} if value else {}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        return (Control(name=name, label=self.label, type="checkbox", hint=self.hint, required=self.required,
                        value="yes" if posted.one(name) in ("yes", "on", "true", "1") else ""),)

    def display(self, value: Any, language: str = "ja") -> str:
        return pick(AGREED, language)

    def sample(self, random: Random, context: Context) -> Any:
        return True


AGREED = Text(ja="同意しました", easy="同意しました", en="Agreed", zh="已同意", ko="동의했습니다")
