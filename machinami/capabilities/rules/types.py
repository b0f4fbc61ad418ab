"""What goes into the rules and comes out: a household with its facts, and a value with its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

#: Amounts are whole yen; a share is an exact fraction; a choice is its Japanese word; ``None`` is "not known".
Value = int | bool | str | date | Fraction | None

#: A fact: one value for always, or values by the day they hold from.
Fact = Value | Mapping[date, Value]

Entity = Literal["世帯", "世帯員"]
PERSON: Entity = "世帯員"
HOME: Entity = "世帯"

#: What stretch of time a value belongs to. ``always`` does not change (a birthday).
Period = Literal["day", "month", "year", "always"]

#: A role and the generation it stands in, youngest first; 親族一覧 are brothers, sisters and other relatives.
ROLES: Mapping[str, int] = {"孫一覧": 0, "子一覧": 1, "児童一覧": 1, "親一覧": 2, "祖父母一覧": 3, "曽祖父母一覧": 4,
                             "親族一覧": 2}
CHILD = 1


class RulesError(ValueError):
    """What was asked cannot be computed; the words say why and what to do."""


class UnknownVariable(RulesError):
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"「{name}」という項目はありません。machinami rules list で名前を確かめてください")


class NoRule(RulesError):
    """The variable is known, but no formula or parameter of it is in force on that day."""

    def __init__(self, name: str, on: date, first: date | None) -> None:
        self.name = name
        since = f"（{first}からのきまりがあります）" if first else ""
        super().__init__(f"「{name}」は{on}に使えるきまりがありません{since}。条文と施行日を確かめて足してください")


class Circular(RulesError):
    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        super().__init__(f"きまりが自分自身を使っています: {' → '.join(path)}")


class WrongFact(RulesError):
    """A fact that is not of the kind its variable holds."""


class Unclear(RulesError):
    """The register alone does not say who brings up whom."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a household; ``role`` is a key of :data:`ROLES`."""

    name: str
    role: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Household:
    """Members in the order of their roles' lists: of two with the same income the first is the higher earner."""

    members: tuple[Member, ...]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    name: str = "世帯"


@dataclass(frozen=True, slots=True)
class Registered:
    """One entry of the resident register; ``relation`` is the 続柄 to the head; ``sex`` is ``male``, ``female`` or empty; ``facts`` what else is known of the person."""

    name: str
    relation: str
    birth_date: date
    sex: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Used:
    """A parameter that a formula read: its value, since when, from where, and whether anybody compared it with the law."""

    name: str
    value: str
    valid_from: date
    law: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a variable has its value: given, assumed, or computed from ``parts`` with ``used`` under ``law``."""

    variable: str
    subject: str
    on: date
    value: Value
    origin: Literal["given", "assumed", "computed"]
    unit: str = ""
    law: str = ""
    verified: bool = True
    is_sum: bool = False
    used: tuple[Used, ...] = ()
    parts: tuple[Explanation, ...] = ()

    def everything(self) -> Iterator[Explanation]:
        """This and all below it, each once."""
        seen: set[int] = set()
        todo = [self]
        while todo:
            one = todo.pop()
            if id(one) not in seen:
                seen.add(id(one))
                yield one
                todo.extend(reversed(one.parts))

    @property
    def articles(self) -> tuple[str, ...]:
        """Every article that had a say, in the order met."""
        return tuple(dict.fromkeys(law for e in self.everything() for law in (e.law, *(u.law for u in e.used)) if law))

    @property
    def facts(self) -> tuple[Explanation, ...]:
        """What the household told and the value rests on."""
        return tuple(e for e in self.everything() if e.origin == "given")

    @property
    def assumptions(self) -> tuple[Explanation, ...]:
        """What nobody told: a default stands in for it, and the value may change once it is told."""
        return tuple(e for e in self.everything() if e.origin == "assumed")

    @property
    def unverified(self) -> tuple[str, ...]:
        """Formulas and parameters behind the value that nobody has compared with the law's text."""
        return tuple(dict.fromkeys(
            name for e in self.everything()
            for name in (*((e.variable,) if not e.verified else ()), *(u.name for u in e.used if not u.verified))))


@dataclass(frozen=True, slots=True)
class Entitled:
    """A benefit that a household seems to have a right to. An estimate of the rules, never a decision.

    ``code`` is what services call it; ``least`` is 0 while ``unknown`` names what would have to be asked.
    """

    code: str
    benefit: str
    least: int
    most: int
    unit: str
    unknown: tuple[str, ...]
    why: Explanation
