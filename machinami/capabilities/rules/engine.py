"""Computes variables when they are asked for, once each, and remembers why.

    result = Evaluation(household, on=date(2026, 6, 1)).explain("住民税", "親1")

A formula gets a :class:`Subject` (one person or household on one day) and asks it for what it needs. What was asked on the
way becomes the explanation. Nothing is computed that nobody asked for; a rule that leads back to itself is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from machinami.capabilities.rules import variables
from machinami.capabilities.rules.parameters import Number, Parameter, Row, book
from machinami.capabilities.rules.types import (
    CHILD,
    HOME,
    PERSON,
    ROLES,
    Circular,
    Entity,
    Explanation,
    Fact,
    Household,
    NoRule,
    Period,
    RulesError,
    Used,
    Value,
)
from machinami.capabilities.rules.variables import Variable

Key = tuple[str, str, date]
#: The years that may be asked about: formulas look a year ahead and two back.
YEARS = (1900, 2200)


def start(on: date, period: Period) -> date:
    """The first day of the stretch that a value of a day belongs to."""
    if period == "year":
        return date(on.year, 1, 1)
    if period == "month":
        return on.replace(day=1)
    return on if period == "day" else date.min


def judged(on: date, period: Period) -> date:
    """The day that a formula sees: a year is judged as its 31 December stands (所得税法85条), a month as its first day."""
    if period == "year":
        return date(on.year, 12, 31)
    return on.replace(day=1) if period == "month" else on


@dataclass(slots=True)
class _Frame:
    """What a formula has asked for so far."""

    parts: list[Explanation] = field(default_factory=list)
    used: list[Used] = field(default_factory=list)


class Evaluation:
    """One household judged on one day; ``known``: by the law as it was promulgated by that day."""

    def __init__(self, household: Household, on: date, known: date | None = None,
                 parameters: Mapping[str, Parameter] | None = None) -> None:
        self.household = household
        self.on = on
        self.known = known
        self.parameters = book() if parameters is None else parameters
        self._cache: dict[Key, Explanation] = {}
        self._running: list[Key] = []
        self._frames: list[_Frame] = [_Frame()]
        self.home = Subject(self, HOME, household.name, household.facts, "", on)
        self.people = tuple(Subject(self, PERSON, m.name, m.facts, m.role, on) for m in household.members)
        self._check_facts()
        self._living: dict[date, tuple[Subject, ...]] = {}
        self._births = {p.name: p["誕生年月日"] for p in self.people}

    def living(self, on: date) -> tuple[Subject, ...]:
        """Who is born by a day, as they are on it: a child of this year made nobody a parent last year."""
        found = self._living.get(on)
        if found is None:
            born = (p for p in self.people if self._births[p.name] is None or self._births[p.name] <= on)
            found = self._living[on] = tuple(p.on_day(on) for p in born)
        return found

    def _check_facts(self) -> None:
        names = [p.name for p in self.people]
        if len(set(names)) != len(names):
            raise RulesError(f"同じ名前の世帯員がいます: {'、'.join(sorted({n for n in names if names.count(n) > 1}))}")
        for subject in (self.home, *self.people):
            if subject.role and subject.role not in ROLES:
                raise RulesError(f"「{subject.role}」という続柄はありません。{'・'.join(ROLES)} のどれかにしてください")
            for name, value in subject.facts.items():
                known = variables.find(name)
                if known.entity != subject.entity:
                    raise RulesError(f"「{name}」は{known.entity}の項目です。{known.entity}のところに書いてください")
                for one in value.values() if isinstance(value, Mapping) else (value,):
                    variables.as_kind(known, one)

    def subject(self, name: str = "") -> Subject:
        """The household, or a person by name. :raises RulesError: when nobody is called so."""
        if not name:
            return self.home
        for person in self.people:
            if person.name == name:
                return person
        raise RulesError(f"「{name}」という世帯員はいません（{'、'.join(p.name for p in self.people)}）")

    def explain(self, variable: str, name: str = "", on: date | None = None) -> Explanation:
        """A variable's value on a day and why. ``name``: whose; without it the household's."""
        day = on or self.on
        if not YEARS[0] <= day.year <= YEARS[1]:
            raise RulesError(f"{day}のきまりは計算できません。{YEARS[0]}年から{YEARS[1]}年までの日にしてください")
        return self._resolve(self.subject(name).on_day(day), variable)

    def value(self, variable: str, name: str = "", on: date | None = None) -> Value:
        return self.explain(variable, name, on).value

    def _resolve(self, subject: Subject, name: str) -> Explanation:
        variable = variables.find(name)
        if variable.entity != subject.entity:
            raise RulesError(f"「{name}」は{variable.entity}の項目です（{subject.entity} {subject.name} には聞けません）")
        key = (variable.name, subject.name if subject.entity == PERSON else "", start(subject.on, variable.period))
        found = self._cache.get(key)
        if found is None:
            if key in self._running:
                raise Circular(tuple(f"{k[0]}（{k[1]}）" if k[1] else k[0] for k in (*self._running[self._running.index(key):], key)))
            self._running.append(key)
            try:
                found = self._cache[key] = self._compute(subject, variable)
            finally:
                self._running.pop()
        self._frames[-1].parts.append(found)
        return found

    def _compute(self, subject: Subject, variable: Variable) -> Explanation:
        subject = subject.on_day(judged(subject.on, variable.period))
        told = subject.told(variable)
        of = (variable.name, subject.name, subject.on)
        if told is not NOTHING:
            return Explanation(*of, variables.as_kind(variable, told), "given", variable.unit)
        version = variable.version(subject.on)
        if version is None:
            return Explanation(*of, variable.default, "assumed", variable.unit)
        self._frames.append(_Frame())
        try:
            value = version.formula(subject)
        finally:
            frame = self._frames.pop()
        return Explanation(*of, value, "computed", variable.unit, version.law, version.verified, bool(variable.adds),
                           used=tuple(dict.fromkeys(frame.used)), parts=tuple({id(p): p for p in frame.parts}.values()))

    def note(self, parameter: Parameter, row: Row, word: str, value: Any) -> None:
        name = f"{parameter.name}（{word}）" if word else parameter.name
        self._frames[-1].used.append(Used(name, str(value), row.valid_from, parameter.law, row.source, row.verified))


NOTHING: Any = object()


@dataclass(frozen=True, slots=True)
class Subject:
    """A person or a household as a formula sees it on a day."""

    evaluation: Evaluation
    entity: Entity
    name: str
    facts: Mapping[str, Fact]
    role: str
    on: date

    def __getitem__(self, variable: str) -> Any:
        return self.evaluation._resolve(self, variable).value

    def yen(self, variable: str) -> int:
        return int(self[variable] or 0)

    def told(self, variable: Variable) -> Any:
        """What the household itself said of a variable for this day, or ``NOTHING``."""
        for name in variable.names:
            if name in self.facts:
                fact = self.facts[name]
                if not isinstance(fact, Mapping):
                    return fact
                # Compared as stretches of time: an income told for June is that of the whole year.
                days = [d for d in fact if start(d, variable.period) <= start(self.on, variable.period)]
                if days:
                    return fact[max(days)]
        if variable.stated_at and self.entity == PERSON:
            home = self.home
            said = home.told(variables.find(variable.stated_at))
            if said is not NOTHING and home.earner.name == self.name:
                return said
        return NOTHING

    def knows(self, *names: str) -> bool:
        """Whether the household told any of these (rather than that a default is assumed)."""
        return any(self.told(variables.find(n)) is not NOTHING for n in names)

    def on_day(self, on: date) -> Subject:
        return self if on == self.on else Subject(self.evaluation, self.entity, self.name, self.facts, self.role, on)

    def parameter(self, name: str, on: date | None = None) -> Dated:
        """A dated parameter as it holds on the subject's day, or on another."""
        try:
            parameter = self.evaluation.parameters[name]
        except KeyError:
            raise RulesError(f"「{name}」という額や率はありません。rules/data に書いてください") from None
        return Dated(self.evaluation, parameter, parameter.row(on or self.on, self.evaluation.known))

    @property
    def home(self) -> Subject:
        return self.evaluation.home.on_day(self.on)

    @property
    def people(self) -> tuple[Subject, ...]:
        """Who of the household is born by the day."""
        return self.evaluation.living(self.on)

    @property
    def generation(self) -> int:
        return ROLES[self.role]

    @property
    def parents(self) -> tuple[Subject, ...]:
        return tuple(p for p in self.people if p.role == "親一覧")

    @property
    def children(self) -> tuple[Subject, ...]:
        return tuple(p for p in self.people if p.generation == CHILD)

    @property
    def others(self) -> Iterator[Subject]:
        return (p for p in self.people if p.name != self.name)

    @property
    def spouse(self) -> Subject | None:
        """The other of two in 親一覧."""
        pair = self.parents
        return next((p for p in pair if p.name != self.name), None) if self.role == "親一覧" and len(pair) == 2 else None

    @property
    def earner(self) -> Subject:
        """Who of the household has the highest income of the year. :raises RulesError: nobody lives there."""
        name = self.home["世帯高所得者"]
        return next(p for p in self.people if p.name == name)


@dataclass(frozen=True, slots=True)
class Dated:
    """One row of a parameter; what is read of it goes into the explanation."""

    evaluation: Evaluation
    parameter: Parameter
    row: Row

    def _noted(self, value: Any, word: str = "") -> Any:
        self.evaluation.note(self.parameter, self.row, word, value)
        return value

    @property
    def amount(self) -> int:
        """:raises RulesError: when the parameter has another shape."""
        if self.row.amount is None:
            raise RulesError(f"「{self.parameter.name}」は一つの額ではありません")
        return self._noted(self.row.amount)

    @property
    def rate(self) -> Fraction:
        return Fraction(self.amount)

    def of(self, word: str) -> Number:
        """The number for a word. :raises NoRule: when the law has none for it."""
        if word not in self.row.by:
            raise NoRule(f"{self.parameter.name}（{word}）", self.row.valid_from, None)
        return self._noted(self.row.by[word], word)

    def get(self, word: str, otherwise: int = 0) -> Number:
        return self.of(word) if word in self.row.by else otherwise

    def at(self, measure: int, column: int | None = None) -> Any:
        """The step that a measure falls into; ``column`` of it where a step has several numbers."""
        found = self.row.step(measure)
        return self._noted(found if column is None or not isinstance(found, tuple) else found[column])
