"""Calculations as data: what a procedure may compute, and nothing else.

An expression is a mapping with one leading key (``{times: [...]}``), or a plain number or string for
itself. Every one is total: where an answer is missing or of another kind it gives None (unknown),
and a sum or product of something unknown is unknown.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from machinami.capabilities.procedures.scope import Scope, as_date, is_number
from machinami.capabilities.procedures.words import Model
from machinami.foundation.calendar import age_on, fiscal_year

if TYPE_CHECKING:
    from machinami.capabilities.procedures.conditions import Condition


def leading_key(value: Any) -> str:
    """The key that says which expression a mapping is (the first in KEYS's order that it has)."""
    if isinstance(value, dict):
        return next((k for k in KEYS if k in value), "none of " + ", ".join(KEYS))
    return getattr(type(value), "KEY", "a mapping")


class Node(Model):
    """A part of an expression or condition, able to tell what it reads."""

    def children(self) -> Iterator[Any]:
        for name in type(self).model_fields:
            value = getattr(self, name)
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, Node):
                    yield item

    def refs(self) -> set[str]:
        """Field paths this reads (``register`` facts are not among them)."""
        return set().union(*(c.refs() for c in self.children()), set())

    def uses_register(self) -> bool:
        return any(c.uses_register() for c in self.children())


class Value(Node):
    KEY: ClassVar[str] = "value"
    value: int | str | bool

    def evaluate(self, scope: Scope) -> Any:
        return self.value


class FieldRef(Node):
    """An answer: ``{field: copies}``, ``{field: address.town}``, in rows also ``{field: position}``."""

    KEY: ClassVar[str] = "field"
    field: str

    def evaluate(self, scope: Scope) -> Any:
        return scope.get(self.field)

    def refs(self) -> set[str]:
        return {self.field}


class Register(Node):
    """A fact of the register about the person who applies."""

    KEY: ClassVar[str] = "register"
    register_: str = Field(alias="register")

    def evaluate(self, scope: Scope) -> Any:
        return scope.register(self.register_)

    def uses_register(self) -> bool:
        return True


class Sum(Node):
    KEY: ClassVar[str] = "sum"
    sum: tuple[Expression, ...]

    def evaluate(self, scope: Scope) -> Any:
        values = [e.evaluate(scope) for e in self.sum]
        return sum(values) if all(map(is_number, values)) else None


class Times(Node):
    KEY: ClassVar[str] = "times"
    times: tuple[Expression, ...]

    def evaluate(self, scope: Scope) -> Any:
        product = 1
        for value in (e.evaluate(scope) for e in self.times):
            if not is_number(value):
                return None
            product *= value
        return product


class Minus(Node):
    """The first less the others."""

    KEY: ClassVar[str] = "minus"
    minus: tuple[Expression, ...]

    def evaluate(self, scope: Scope) -> Any:
        values = [e.evaluate(scope) for e in self.minus]
        return values[0] - sum(values[1:]) if values and all(map(is_number, values)) else None


class Least(Node):
    KEY: ClassVar[str] = "least"
    least: tuple[Expression, ...]

    def evaluate(self, scope: Scope) -> Any:
        values = [e.evaluate(scope) for e in self.least]
        return min(values) if values and all(map(is_number, values)) else None


class Greatest(Node):
    KEY: ClassVar[str] = "greatest"
    greatest: tuple[Expression, ...]

    def evaluate(self, scope: Scope) -> Any:
        values = [e.evaluate(scope) for e in self.greatest]
        return max(values) if values and all(map(is_number, values)) else None


class Rows(Node):
    """People of a members field, oldest first with ``order_by``; ``where`` keeps some of them."""

    where: Condition | None = None
    order_by: str = ""

    def rows(self, name: str, scope: Scope) -> list[Scope]:
        found = scope.get(name)
        people = [r for r in found if isinstance(r, dict)] if isinstance(found, list) else []
        if self.order_by:
            people.sort(key=lambda r: str(r.get(self.order_by) or ""))
        if self.where is not None:
            people = [r for r in people if self.where.holds(scope.within(r, 0))]
        return [scope.within(r, n) for n, r in enumerate(people, 1)]

    def outer_refs(self, name: str) -> set[str]:
        """The field itself, and its sub-fields written ``name.*.sub``; bare names may be outer fields."""
        inner = set().union(*(c.refs() for c in self.children()), set())
        return {name} | {f"{name}.*.{r}" for r in inner | ({self.order_by} - {""})}


class Count(Rows):
    """How many: rows of a members field, or choices made."""

    KEY: ClassVar[str] = "count"
    count: str

    def evaluate(self, scope: Scope) -> Any:
        found = scope.get(self.count)
        if isinstance(found, list) and not all(isinstance(r, dict) for r in found):
            return len(found)
        return len(self.rows(self.count, scope))

    def refs(self) -> set[str]:
        return self.outer_refs(self.count)


class SumOf(Rows):
    """``{sum_of: children, order_by: birth, each: …}``: the sum over the rows; ``position`` counts from 1."""

    KEY: ClassVar[str] = "sum_of"
    sum_of: str
    each: Expression

    def evaluate(self, scope: Scope) -> Any:
        values = [self.each.evaluate(s) for s in self.rows(self.sum_of, scope)]
        return sum(values) if all(map(is_number, values)) else None

    def refs(self) -> set[str]:
        return self.outer_refs(self.sum_of)


class Fee(Node):
    """The city's fee of a code, in yen, on the day."""

    KEY: ClassVar[str] = "fee"
    fee: str

    def evaluate(self, scope: Scope) -> Any:
        return scope.fees(self.fee, scope.today) if scope.fees is not None else None


class Rate(Node):
    """A dated figure of the city's (machinami.city.rates) on a day, today unless said; ``key`` where it differs by kind."""

    KEY: ClassVar[str] = "rate"
    rate: str
    key: Expression | None = None
    on: Expression | None = None

    def evaluate(self, scope: Scope) -> Any:
        key = self.key.evaluate(scope) if self.key is not None else ""
        day = as_date(self.on.evaluate(scope)) if self.on is not None else scope.today
        return scope.rates(self.rate, str(key), day) if scope.rates is not None and key is not None and day else None


class Divided(Node):
    """``{divided: …, by: 2, rounding: down}``: a whole number; ``down`` (端数切捨て), ``up`` or ``half_up`` (四捨五入)."""

    KEY: ClassVar[str] = "divided"
    divided: Expression
    by: Expression
    rounding: Literal["down", "up", "half_up"] = "down"

    def evaluate(self, scope: Scope) -> Any:
        whole, by = self.divided.evaluate(scope), self.by.evaluate(scope)
        if not is_number(whole) or not is_number(by) or by < 1:
            return None
        return {"down": whole // by, "up": -(-whole // by), "half_up": (2 * whole + by) // (2 * by)}[self.rounding]


class Today(Node):
    """``{today: 0}``; a number moves it by days."""

    KEY: ClassVar[str] = "today"
    today: int = 0

    def evaluate(self, scope: Scope) -> Any:
        return (scope.today + timedelta(days=self.today)).isoformat()


class AgeOn(Node):
    """Age in full years on ``day`` (today unless said)."""

    KEY: ClassVar[str] = "age_on"
    age_on: Expression
    day: Expression | None = None

    def evaluate(self, scope: Scope) -> Any:
        born = as_date(self.age_on.evaluate(scope))
        day = as_date(self.day.evaluate(scope)) if self.day is not None else scope.today
        return age_on(born, day) if born and day else None


class DaysBetween(Node):
    """Days from the first date to the second; negative when it is earlier."""

    KEY: ClassVar[str] = "days_between"
    days_between: tuple[Expression, Expression]

    def evaluate(self, scope: Scope) -> Any:
        first, second = (as_date(e.evaluate(scope)) for e in self.days_between)
        return (second - first).days if first and second else None


class AddDays(Node):
    """``{add_days: [date, 15]}`` → ISO date."""

    KEY: ClassVar[str] = "add_days"
    add_days: tuple[Expression, Expression]

    def evaluate(self, scope: Scope) -> Any:
        first, days = (e.evaluate(scope) for e in self.add_days)
        day = as_date(first)
        if day is None or not is_number(days) or abs(days) > 40_000:
            return None
        return (day + timedelta(days=days)).isoformat()


class AddMonths(Node):
    """``{add_months: [date, 2]}``: the same day so many months on, else that month's last day (民法第143条第2項)."""

    KEY: ClassVar[str] = "add_months"
    add_months: tuple[Expression, Expression]

    def evaluate(self, scope: Scope) -> Any:
        first, months = (e.evaluate(scope) for e in self.add_months)
        day = as_date(first)
        if day is None or not is_number(months) or abs(months) > 1_200 or not 102 < day.year < 9_800:
            return None
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        return day.replace(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).isoformat()


class MarchAfter(Node):
    """The first 31 March on or after the day a person reaches ``age`` (… 歳に達する日以後の最初の3月31日).

    A person reaches an age on the day before the birthday (年齢計算ニ関する法律), so somebody born on
    1 April reaches it on 31 March.
    """

    KEY: ClassVar[str] = "march_after"
    march_after: Expression
    age: int

    def evaluate(self, scope: Scope) -> Any:
        born = as_date(self.march_after.evaluate(scope))
        if born is None or born.year + self.age > 9990:
            return None
        year = born.year + self.age
        reached = date(year, 3, 1) if (born.month, born.day) == (2, 29) else date(year, born.month, born.day)
        return date(fiscal_year(reached - timedelta(days=1)) + 1, 3, 31).isoformat()


class MonthEnd(Node):
    """``{month_end: date, months: 6}``: the last day of the month so many months after the date's own."""

    KEY: ClassVar[str] = "month_end"
    month_end: Expression
    months: Expression = Value(value=0)

    def evaluate(self, scope: Scope) -> Any:
        day, months = as_date(self.month_end.evaluate(scope)), self.months.evaluate(scope)
        if day is None or not is_number(months) or abs(months) > 1_200 or not 2 < day.year < 9_800:
            return None
        count = day.year * 12 + day.month + months
        return (date(count // 12, count % 12 + 1, 1) - timedelta(days=1)).isoformat()


class Table(Node):
    """A look-up in the definition's ``tables``: ``{table: monthly, key: {field: band}}``."""

    KEY: ClassVar[str] = "table"
    table: str
    key: Expression

    def evaluate(self, scope: Scope) -> Any:
        key = self.key.evaluate(scope)
        return scope.tables.get(self.table, {}).get(str(key)) if key is not None else None


class If(Node):
    KEY: ClassVar[str] = "if"
    if_: Condition = Field(alias="if")
    then: Expression
    else_: Expression = Field(alias="else")

    def evaluate(self, scope: Scope) -> Any:
        return (self.then if self.if_.holds(scope) else self.else_).evaluate(scope)


class JoinText(Node):
    """Texts one after another: ``{join: [...], with: " "}``; unanswered ones are left out."""

    KEY: ClassVar[str] = "join"
    join: tuple[Expression, ...]
    with_: str = Field(default="", alias="with")

    def evaluate(self, scope: Scope) -> Any:
        values = [e.evaluate(scope) for e in self.join]
        return self.with_.join(str(v) for v in values if isinstance(v, (str, int)) and v != "") or None


def _literal(value: Any) -> Any:
    return {"value": value} if isinstance(value, (int, str, bool)) else value


_CLASSES: tuple[type[Any], ...] = (
    Value, FieldRef, Register, Sum, Times, Minus, Least, Greatest, Count, SumOf, Fee, Rate, Divided, Today, AgeOn, DaysBetween,
    AddDays, AddMonths, MarchAfter, MonthEnd, Table, If, JoinText,
)
KEYS = tuple(c.KEY for c in _CLASSES)

Expression = Annotated[
    Annotated[Value, Tag("value")] | Annotated[FieldRef, Tag("field")] | Annotated[Register, Tag("register")]
    | Annotated[Sum, Tag("sum")] | Annotated[Times, Tag("times")] | Annotated[Minus, Tag("minus")]
    | Annotated[Least, Tag("least")] | Annotated[Greatest, Tag("greatest")] | Annotated[Count, Tag("count")]
    | Annotated[SumOf, Tag("sum_of")] | Annotated[Fee, Tag("fee")] | Annotated[Rate, Tag("rate")]
    | Annotated[Divided, Tag("divided")] | Annotated[Today, Tag("today")]
    | Annotated[AgeOn, Tag("age_on")] | Annotated[DaysBetween, Tag("days_between")]
    | Annotated[AddDays, Tag("add_days")] | Annotated[AddMonths, Tag("add_months")]
    | Annotated[MarchAfter, Tag("march_after")] | Annotated[MonthEnd, Tag("month_end")]
    | Annotated[Table, Tag("table")]
    | Annotated[If, Tag("if")] | Annotated[JoinText, Tag("join")],
    Discriminator(leading_key),
    BeforeValidator(_literal),
]


def rebuild(**names: Any) -> None:
    """Tie the knot with conditions, which read expressions and are read by them."""
    every: tuple[type[Any], ...] = (Rows, *_CLASSES)
    for cls in every:
        cls.model_rebuild(force=True, _types_namespace={**globals(), **names})
