"""What every kind of field can do. A kind is one class; a field in a definition is one of its objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Annotated, Any

from pydantic import StringConstraints

from machinami.capabilities.procedures import messages
from machinami.capabilities.procedures.calculations import Expression
from machinami.capabilities.procedures.conditions import Condition
from machinami.capabilities.procedures.fields.controls import Control, FieldView, Layout, Posted, input_name
from machinami.capabilities.procedures.words import Model, Words, say
from machinami.foundation.i18n import Text

#: Codes of fields, questions, options: they appear in URLs, input names, JSON and certificates.
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]

#: Line characters only: JSON and PostgreSQL keep no NUL, and a name has no line break.
LINE = r"^[^\u0000-\u001f\u007f]*$"
TEXT = r"^[^\u0000-\u0008\u000b-\u001f\u007f]*$"
_LINE_BAD = re.compile(r"[\u0000-\u001f\u007f\ud800-\udfff]")
_TEXT_BAD = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\ud800-\udfff]")

Errors = dict[str, Text]


class Unreadable(Exception):
    """What was typed can't become a value; ``errors``: path → what to do."""

    def __init__(self, errors: Mapping[str, Text]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the register says of the person who applies, in the shapes of field values.

    ``person`` keys: name, name_text, kana, birth, sex, address, phone, email, language, nationality,
    relationship, in_ward, age; empty when the person is not known. ``household``: the same for each
    member, with ``person_id`` (the applicant is among them with relationship as in the register).

    Where somebody applies for another, ``person`` is that other one, and ``applicant`` who applies. ``applicant_name`` …
    are always of who applies; ``for_name`` … of whom it is for, where that is another.
    """

    known: bool = False
    person: Mapping[str, Any] = field(default_factory=dict)
    household: tuple[Mapping[str, Any], ...] = ()
    applicant: Mapping[str, Any] = field(default_factory=dict)
    #: Told by the one who applies (a life event), not by the register.
    declared: bool = False

    @property
    def acting(self) -> bool:
        return bool(self.applicant)

    def get(self, path: str) -> Any:
        if path in ("known", "acting"):
            return getattr(self, path)
        if path == "household_size":
            return len(self.household)
        if path.startswith("applicant_"):
            return (self.applicant or self.person).get(path.removeprefix("applicant_"))
        if path.startswith("for_"):
            return self.person.get(path.removeprefix("for_")) if self.acting else None
        return self.person.get(path)


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances in which an answer is read.

    ``receive`` takes an uploaded file into the store and returns its value; ``own_upload`` gives the
    value of an upload that is this person's, or None (itself None: not asked, as in pure validation).
    """

    today: date
    language: str = "ja"
    facts: Facts = field(default_factory=Facts)
    #: The answers on other questions, for people's sub-fields that depend on them.
    answers: Mapping[str, Any] = field(default_factory=dict)
    #: What stands beside the answers being read (:class:`.scope.Scope`).
    outer: Mapping[str, Any] = field(default_factory=dict)
    receive: Callable[[Any, tuple[str, ...]], dict[str, Any]] | None = None
    own_upload: Callable[[str], dict[str, Any] | None] | None = None


class BaseField(Model):
    """The part that all kinds share. Input names: the path with hyphens (``bank.number`` → ``bank-number``)."""

    kind: str
    code: Code
    #: A noun, as it stands in「{label}を入力してください」and on the check page.
    label: Words
    hint: Words | None = None
    required: bool = True
    #: Asked only when this holds; hidden answers are dropped.
    when: Condition | None = None
    #: A fact of the register to start with: name, birth, address, phone, email, kana …
    prefill: str = ""
    #: Kept sealed at rest, out of lists, and shown in part to staff until asked for.
    sensitive: bool = False
    #: Of a finding: what its input starts with, from the applicant's answers.
    suggest: Expression | None = None
    #: Of a finding: the applicant sees it once it is decided. (Of a calculated answer: False keeps it from residents.)
    shown: bool = False
    #: Of a finding: False lets a notice carry it, in e-mail too.
    personal: bool = True

    @property
    def layout(self) -> Layout:
        return "single"

    @property
    def computed(self) -> bool:
        return False

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of the value."""
        raise NotImplementedError

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        """What was typed as a value, or None when nothing was. :raises Unreadable:"""
        raise NotImplementedError

    def check(self, value: Any, path: str, context: Context) -> Errors:
        """Rules beyond the schema's reach (real dates, known banks), for a value of the right shape."""
        return {}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        """The value as it would be typed: ``read(raw(value)) == value``."""
        raise NotImplementedError

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        raise NotImplementedError

    def display(self, value: Any, language: str = "ja") -> str:
        """The value in words, one line."""
        raise NotImplementedError

    def masked(self, value: Any) -> str:
        """Its end, for staff who have not asked to see it: the last four of what is long enough to hide the rest."""
        words = self.display(value).replace("\n", " ")
        return "•••• " + words[-4:] if len(words) >= 8 else "••••"

    def sample(self, random: Random, context: Context) -> Any:
        """A value that is accepted."""
        raise NotImplementedError

    def settle(self, value: Any, scope: Any) -> Any:
        """The value without answers that its own other answers hide."""
        return value

    def fitted(self, value: Any) -> Any:
        """A value told elsewhere, without the parts that this field does not ask for."""
        return value

    def missing(self, path: str) -> Errors:
        return {path: say(messages.ENTER, label=self.label)}

    def parse(self, posted: Posted, path: str, context: Context) -> tuple[Any, Errors]:
        """Read and check: ``(value, {})``, ``(None, {})`` when left out and optional, or ``(None, errors)``."""
        try:
            value = self.read(posted, path, context)
        except Unreadable as found:
            return None, found.errors
        if value is None:
            return None, self.missing(path) if self.required else {}
        errors = self.check(value, path, context)
        return (None, errors) if errors else (value, {})

    def prefilled(self, facts: Facts) -> Any:
        """The register's value for a new draft, or None."""
        return facts.get(self.prefill) if self.prefill and facts.known else None

    def view(self, path: str, posted: Posted, context: Context, errors: Mapping[str, Text]) -> FieldView:
        """The field for a template, each control carrying its own error."""
        by_input = {input_name(p): text for p, text in errors.items()}
        controls = tuple(_with_error(c, by_input.get(c.name)) for c in self.controls(path, posted, context))
        own = by_input.get(input_name(path)) if self.layout != "single" else None
        return FieldView(code=self.code, kind=self.kind, name=input_name(path), label=self.label, hint=self.hint,
                         required=self.required, layout=self.layout, controls=controls, error=own)


def _with_error(control: Control, error: Text | None) -> Control:
    return replace(control, error=error) if error else control


def line_errors(value: str, path: str, label: Text, *, limit: int, lines: bool = False) -> Errors:
    """Length and characters of free text: nothing a person's name can hold is refused."""
    if (_TEXT_BAD if lines else _LINE_BAD).search(value):
        return {path: say(messages.CHARACTERS, label=label)}
    if len(value) > limit:
        return {path: say(messages.TOO_LONG, label=label, max=limit)}
    return {}


def pick(value: Any, language: str) -> str:
    """A Text in a resident's language."""
    return value.within(language)[0] if isinstance(value, Text) else str(value)
