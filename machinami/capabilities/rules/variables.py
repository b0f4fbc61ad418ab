"""The variables: name, entity, type, period, formulas each with its first day and its article."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from machinami.capabilities.rules.types import (
    HOME,
    PERSON,
    Entity,
    NoRule,
    Period,
    RulesError,
    UnknownVariable,
    Value,
    WrongFact,
)

if TYPE_CHECKING:
    from machinami.capabilities.rules.engine import Subject

#: A formula sees one person or household on one day and says the value.
Formula = Callable[["Subject"], Value]

LONG_AGO = date(1900, 1, 1)


#: Names that mean the same as another.
ALIASES: Mapping[str, str] = {"所得": "合計所得金額"}


@dataclass(frozen=True, slots=True)
class Version:
    """A formula in force from ``since``; ``verified``: compared with the text of the law."""

    since: date
    formula: Formula
    law: str
    verified: bool


@dataclass(slots=True)
class Variable:
    """A named property of a person or a household.

    ``stated_at``: a household's variable which, when a household states it, is that of its highest earner
    (case files keep some of a taxpayer's values at the household).
    """

    name: str
    entity: Entity
    kind: type
    period: Period
    unit: str = ""
    default: Value = None
    choices: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    stated_at: str = ""
    about: str = ""
    versions: list[Version] = field(default_factory=list)
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.names = (self.name, *(alias for alias, of in ALIASES.items() if of == self.name))

    def version(self, on: date) -> Version | None:
        """:raises NoRule: when all formulas start later."""
        if not self.versions:
            return None
        found = [v for v in self.versions if v.since <= on]
        if not found:
            raise NoRule(self.name, on, min(v.since for v in self.versions))
        return max(found, key=lambda v: v.since)


_REGISTER: dict[str, Variable] = {}


def _add(variable: Variable) -> None:
    if variable.name in _REGISTER:
        raise RulesError(f"「{variable.name}」が二度決められています")
    _REGISTER[variable.name] = variable


def fact(name: str, entity: Entity, kind: type, *, default: Value = None, period: Period = "day", unit: str = "",
         choices: tuple[str, ...] = (), about: str = "") -> None:
    """A variable that only the household can tell; ``default`` is assumed where it did not."""
    _add(Variable(name, entity, kind, period, unit, default, choices, about=about))


def variable(name: str, *, law: str, entity: Entity = PERSON, kind: type = int, period: Period = "year", unit: str = "円",
             since: date = LONG_AGO, verified: bool = False, stated_at: str = "", about: str = "") -> Callable[[Formula], Formula]:
    """Declare a variable by its first formula."""
    def register(formula: Formula) -> Formula:
        _add(Variable(name, entity, kind, period, unit, stated_at=stated_at, about=about or (formula.__doc__ or "").strip(),
                      versions=[Version(since, formula, law, verified)]))
        return formula
    return register


def changed(name: str, *, since: date, law: str, verified: bool = False) -> Callable[[Formula], Formula]:
    """The law of ``name`` changed on a day: from then on this formula."""
    def register(formula: Formula) -> Formula:
        _REGISTER[name].versions.append(Version(since, formula, law, verified))
        return formula
    return register


def total(name: str, *, adds: tuple[str, ...], law: str, entity: Entity = PERSON, period: Period = "year", verified: bool = False) -> None:
    """A variable that is the sum of others; its explanation's parts add up to it."""
    def add(who: Subject) -> Value:
        return sum(who.yen(part) for part in adds)
    _add(Variable(name, entity, int, period, "円", adds=adds, versions=[Version(LONG_AGO, add, law, verified)]))


@cache
def _loaded() -> dict[str, Variable]:
    from machinami.capabilities.rules import law

    for module in pkgutil.iter_modules(law.__path__):
        importlib.import_module(f"{law.__name__}.{module.name}")
    return _REGISTER


def find(name: str) -> Variable:
    """:raises UnknownVariable: for a name that nothing declares."""
    try:
        return _loaded()[ALIASES.get(name, name)]
    except KeyError:
        raise UnknownVariable(name) from None


def all_variables() -> tuple[Variable, ...]:
    return tuple(_loaded().values())


def as_kind(variable: Variable, value: Any) -> Value:
    """A fact as its variable keeps it. :raises WrongFact: with words that say what is wanted."""
    if value is None:
        return None
    if variable.kind is date and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise WrongFact(f"「{variable.name}」は 1983-05-01 のような日付で書いてください（{value}）") from None
    if variable.kind is int and isinstance(value, float) and value.is_integer():
        value = int(value)
    right = type(value) is variable.kind and not (isinstance(value, int) and value < 0)
    if not right or (variable.choices and value not in variable.choices):
        wanted = "・".join(variable.choices) or {int: "0以上の整数", bool: "true か false", str: "文字", date: "日付"}.get(variable.kind, "値")
        raise WrongFact(f"「{variable.name}」は {wanted} で書いてください（{value!r}）")
    return value


__all__ = ["HOME", "PERSON", "Variable", "all_variables", "as_kind", "changed", "fact", "find", "total", "variable"]
