"""What a page needs to draw an input, without saying how it looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from machinami.foundation.i18n import Text

ControlType = Literal[
    "text", "textarea", "tel", "email", "select", "radio", "checkbox", "checkboxes", "file", "hidden", "output",
]
#: single: one control, its label is the field's. group: a fieldset of controls. rows: people, one block each.
#: known: told elsewhere in the same visit, shown and sent along.
Layout = Literal["single", "group", "rows", "output", "known"]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Text
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A file already kept: posting its ``id`` again under ``<name>-keep`` keeps it."""

    id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One HTML control. ``name`` is its name and id; ``value``/``values`` what to show in it, as typed.

    ``width`` is the expected length in characters (full-width ones count two); ``button`` is a
    (name, label) of a submit button that belongs to it (住所を入力する); ``group`` puts
    alternatives together (a name in one field, a ゆうちょ account) – controls with the same group
    are shown together under ``group_label``, folded when empty. ``most`` bytes of a file.
    """

    name: str
    label: Text
    type: ControlType = "text"
    value: str = ""
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    autocomplete: str = ""
    inputmode: str = ""
    width: int = 20
    rows: int = 0
    maxlength: int | None = None
    hint: Text | None = None
    required: bool = True
    error: Text | None = None
    readonly: bool = False
    suggestions: tuple[str, ...] = ()
    button: tuple[str, Text] | None = None
    group: str = ""
    group_label: Text | None = None
    accept: str = ""
    most: int = 0
    multiple: bool = False
    attached: tuple[Attached, ...] = ()
    unit: Text | None = None

    @property
    def checked(self) -> bool:
        return bool(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person of a members field. ``known`` rows come from the register and are chosen, not typed."""

    index: int
    title: Text
    known: bool
    hidden: tuple[Control, ...]
    include: Control | None
    fields: tuple[FieldView, ...]
    remove: tuple[str, Text] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field ready for a template: its words, controls with values and errors, or its rows."""

    code: str
    kind: str
    name: str
    label: Text
    hint: Text | None
    required: bool
    layout: Layout
    controls: tuple[Control, ...] = ()
    rows: tuple[Row, ...] = ()
    add: tuple[str, Text] | None = None
    error: Text | None = None
    output: Any = None
    #: Required only if another answer on this same page asks for it: not yet known when the page is drawn.
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """A posted form: every value a list of strings, every file a list of file objects."""

    values: Mapping[str, list[str]] = field(default_factory=dict)
    files: Mapping[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Any = None, files: Any = None) -> Posted:
        """From Django's QueryDict and MultiValueDict, or from plain mappings of strings or lists."""
        return cls(_lists(values), _lists(files))

    def one(self, name: str) -> str:
        found = self.values.get(name)
        return found[-1] if found else ""

    def all(self, name: str) -> list[str]:
        return list(self.values.get(name, ()))

    def uploads(self, name: str) -> list[Any]:
        return [f for f in self.files.get(name, ()) if f]

    def without(self, name: str) -> Posted:
        """The form as if the field had not been on the page."""
        return Posted({k: v for k, v in self.values.items() if k != name and not k.startswith(f"{name}-")}, self.files)

    def mentions(self, name: str) -> bool:
        """True when any input of the field was posted, even empty."""
        return any(k == name or k.startswith(f"{name}-") for k in (*self.values, *self.files))


def _lists(source: Any) -> dict[str, list[Any]]:
    if source is None:
        return {}
    if hasattr(source, "lists"):
        return {k: list(v) for k, v in source.lists()}
    pairs: Iterable[tuple[str, Any]] = source.items()
    return {k: list(v) if isinstance(v, (list, tuple)) else [v] for k, v in pairs}


def input_name(path: str) -> str:
    """``children.0.name.family`` → ``children-0-name-family``: an error's path leads to its input."""
    return path.replace(".", "-")
