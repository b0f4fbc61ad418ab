"""Reads: what the rules say of a household. Nothing is kept, nobody's record is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from machinami.capabilities.rules import entitlement, explaining, variables
from machinami.capabilities.rules.engine import Evaluation
from machinami.capabilities.rules.parameters import Parameter, book
from machinami.capabilities.rules.register import household_of
from machinami.capabilities.rules.types import Entitled, Explanation, Fact, Household, Registered
from machinami.capabilities.rules.variables import Variable


def evaluate(household: Household, variable: str, on: date, *, whose: str = "", known: date | None = None) -> Explanation:
    """A variable of a household (or of the member ``whose``) on a day, with its reasons.

    :param known: judge by what was promulgated by then.
    :raises RulesError: for an unknown variable or person, a wrong fact, or a day without a rule; the words say what to do.
    """
    return Evaluation(household, on, known).explain(variable, whose)


def entitled(household: Household, on: date) -> tuple[Entitled, ...]:
    """The benefits that a household seems to have a right to in the month, with their bounds and what is not known.

    An estimate for telling people what to ask about; only the section decides.
    """
    return entitlement.entitled(household, on)


def told(explanation: Explanation, depth: int = 9) -> list[str]:
    """An explanation as lines of Japanese, parts below what they make up."""
    return list(explaining.lines(explanation, depth))


def of_register(people: Sequence[Registered], on: date, facts: Mapping[str, Fact] | None = None) -> Household:
    """The register's household as the rules see it. :raises Unclear: when the relations leave open who is whose parent."""
    return household_of(people, on, facts)


def all_variables() -> tuple[Variable, ...]:
    return variables.all_variables()


def parameters() -> tuple[Parameter, ...]:
    """The dated amounts and rates, with source and whether anybody compared them with the law."""
    return tuple(book().values())
