"""Conditions as data: ``all``/``any``/``not`` over tests of one answer each.

A test has a left side (``field``, ``register`` or ``value``: an expression) and one of ``is``,
``is_not``, ``in``, ``at_least``, ``at_most``, ``before``, ``after``, ``answered``, ``includes``, ``same`` (as an
expression).
An unanswered left side fails every test but ``answered: false`` and ``is_not``. ``before`` and
``after`` take an ISO date, ``today``, or an expression, and leave the day itself out.

:meth:`Condition.as_schema` gives the same condition as JSON Schema where that can be said there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import Field, model_validator

from machinami.capabilities.procedures import calculations
from machinami.capabilities.procedures.calculations import Expression, Node
from machinami.capabilities.procedures.scope import Scope, as_date, is_number

_LEFT = ("field", "register_", "value")
_OPERATORS = ("is_", "is_not", "in_", "at_least", "at_most", "before", "after", "answered", "includes",
              "same")
Scalar = str | int | bool


class Condition(Node):
    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    not_: Condition | None = Field(default=None, alias="not")
    field: str | None = None
    register_: str | None = Field(default=None, alias="register")
    value: Expression | None = None
    is_: Scalar | None = Field(default=None, alias="is")
    is_not: Scalar | None = None
    in_: tuple[Scalar, ...] | None = Field(default=None, alias="in")
    at_least: Expression | None = None
    at_most: Expression | None = None
    before: Expression | None = None
    after: Expression | None = None
    answered: bool | None = None
    includes: Scalar | None = None
    same: Expression | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> Condition:
        groups = [n for n in ("all", "any", "not_") if getattr(self, n) is not None]
        left = [n for n in _LEFT if getattr(self, n) is not None]
        operators = [n for n in _OPERATORS if getattr(self, n) is not None]
        if len(groups) == 1 and not left and not operators:
            return self
        if groups or len(left) != 1 or len(operators) != 1:
            raise ValueError("a condition is one of all, any, not – or one left side (field, register, value) "
                             "with one test (is, is_not, in, at_least, at_most, before, after, answered, includes, same)")
        return self

    def holds(self, scope: Scope) -> bool:
        if self.all is not None:
            return all(c.holds(scope) for c in self.all)
        if self.any is not None:
            return any(c.holds(scope) for c in self.any)
        if self.not_ is not None:
            return not self.not_.holds(scope)
        return self._test(self._left(scope), scope)

    def _left(self, scope: Scope) -> Any:
        if self.field is not None:
            return scope.get(self.field)
        if self.register_ is not None:
            return scope.register(self.register_)
        return self.value.evaluate(scope) if self.value is not None else None

    def _test(self, left: Any, scope: Scope) -> bool:
        if self.answered is not None:
            return (left is not None) is self.answered
        if self.is_not is not None:
            return not _same(left, self.is_not)
        if self.is_ is not None:
            return _same(left, self.is_)
        if self.in_ is not None:
            return any(_same(left, v) for v in self.in_)
        if self.same is not None:
            return left is not None and _same(left, self.same.evaluate(scope))
        if self.includes is not None:
            return isinstance(left, (list, tuple)) and any(_same(v, self.includes) for v in left)
        return self._compare(left, scope)

    def _compare(self, left: Any, scope: Scope) -> bool:
        for right, numbers, dates in (
            (self.at_least, int.__ge__, None), (self.at_most, int.__le__, None),
            (self.before, None, date.__lt__), (self.after, None, date.__gt__),
        ):
            if right is not None:
                return _ordered(left, _right(right, scope), numbers, dates)
        return False

    def refs(self) -> set[str]:
        own = {self.field} if self.field is not None else set()
        return own | super().refs()

    def uses_register(self) -> bool:
        return self.register_ is not None or super().uses_register()

    def as_schema(self, known: Callable[[str], bool]) -> dict[str, Any] | None:
        """A schema of the object of answers that is valid just when this holds; None if it can't be said.

        :param known: whether a path is an answer of that object (in rows, outer answers are not).
        """
        from machinami.capabilities.procedures.condition_schema import as_schema

        return as_schema(self, known)


def _same(left: Any, right: Any) -> bool:
    return type(left) is type(right) and left == right


def _right(expression: Any, scope: Scope) -> Any:
    value = expression.evaluate(scope)
    return scope.today.isoformat() if value == "today" else value


def _ordered(left: Any, right: Any, numbers: Any, dates: Any) -> bool:
    if numbers is not None:
        return is_number(left) and is_number(right) and bool(numbers(left, right))
    first, second = as_date(left), as_date(right)
    return first is not None and second is not None and bool(dates(first, second))


calculations.rebuild(Condition=Condition)
Condition.model_rebuild(force=True)
