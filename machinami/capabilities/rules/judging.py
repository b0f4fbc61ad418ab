"""Runs case files against the rules, and holds every miss against the file of explained ones (``explained/misses.yaml``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from machinami.capabilities.rules import case_files, variables
from machinami.capabilities.rules.case_files import Case, Expected
from machinami.capabilities.rules.engine import Evaluation
from machinami.capabilities.rules.types import (
    HOME,
    PERSON,
    Explanation,
    NoRule,
    RulesError,
    UnknownVariable,
    Value,
)

EXPLAINED = Path(__file__).parent / "explained" / "misses.yaml"


@dataclass(frozen=True, slots=True)
class Difference:
    expected: Expected
    got: Value

    def __str__(self) -> str:
        return f"{self.expected.name or self.expected.entity} {self.expected.variable}: 期待 {self.expected.value} 計算 {self.got}"


@dataclass(frozen=True, slots=True)
class Miss:
    """An explained miss: the case expects ``expects`` where the law gives ``law_gives``."""

    file: str
    name: str
    expects: Value
    law_gives: Value
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    case: Case
    state: Literal["passed", "failed", "unsupported"]
    differences: tuple[Difference, ...] = ()
    unsupported: tuple[str, ...] = ()
    why: str = ""


@dataclass(slots=True)
class Report:
    outcomes: list[Outcome] = field(default_factory=list)

    def of(self, state: str) -> list[Outcome]:
        return [o for o in self.outcomes if o.state == state]

    @property
    def unexplained(self) -> list[Outcome]:
        return [o for o in self.of("failed") if not o.why]

    def by_file(self) -> Mapping[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for o in self.outcomes:
            found.setdefault(o.case.file, Counter())[o.state] += 1
        return found

    @property
    def wanted(self) -> Counter[str]:
        """Variables that cases ask for or tell and that no rule knows, with how many cases need each."""
        return Counter(name for o in self.of("unsupported") for name in o.unsupported)


def _value(evaluation: Evaluation, one: Expected) -> Value:
    """A person's variable asked of a household is the sum over its people (of a truth: whether it holds of anybody)."""
    variable = variables.find(one.variable)
    if variable.entity == HOME or one.entity == PERSON:
        return evaluation.value(one.variable, one.name if variable.entity == PERSON else "", one.on)
    values = [evaluation.value(one.variable, p.name, one.on) for p in evaluation.people]
    if len(values) == 1:
        return values[0]
    return any(values) if variable.kind is bool else sum(v for v in values if isinstance(v, int))


def _same(case: Case, wanted: Value, got: Value) -> bool:
    if isinstance(wanted, bool) or not isinstance(wanted, int) or not isinstance(got, int):
        return wanted == got
    return abs(got - wanted) <= max(case.absolute, case.relative * abs(wanted))


def _evaluation(case: Case, evaluations: tuple[Evaluation, ...], one: Expected) -> Evaluation:
    for e in evaluations:
        if one.entity == PERSON:
            if any(p.name == one.name for p in e.people):
                return e
        elif not one.name or one.name == e.household.name:
            return e
    raise RulesError(f"「{one.name}」という{one.entity}は input にありません")


def judge(case: Case, known: date | None = None) -> Outcome:
    """A case against the rules as they were known on a day. :raises RulesError: when its input contradicts itself."""
    if case.unknown:
        return Outcome(case, "unsupported", unsupported=case.unknown)
    evaluations = tuple(Evaluation(h, case.on, known) for h in case.households)
    differences = []
    for one in case.expected:
        try:
            got = _value(_evaluation(case, evaluations, one), one)
        except NoRule as none:
            return Outcome(case, "unsupported", unsupported=(none.name,))
        if not _same(case, one.value, got):
            differences.append(Difference(one, got))
    return Outcome(case, "failed" if differences else "passed", tuple(differences))


def explain(case: Case, known: date | None = None) -> tuple[Explanation, ...]:
    """Why each value that a case asks for is what it is. :raises RulesError: when the case asks for more than is computed."""
    if case.unknown:
        raise UnknownVariable(case.unknown[0])
    evaluations = tuple(Evaluation(h, case.on, known) for h in case.households)
    found = []
    for one in case.expected:
        evaluation = _evaluation(case, evaluations, one)
        person = variables.find(one.variable).entity == PERSON
        whose = ([one.name] if one.entity == PERSON else [p.name for p in evaluation.people]) if person else [""]
        found += [evaluation.explain(one.variable, name, one.on) for name in whose]
    return tuple(found)


def explained(path: Path = EXPLAINED) -> tuple[Miss, ...]:
    """The misses somebody has looked into. :raises RulesError: for one without a reason."""
    rows: list[Mapping[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    misses = tuple(Miss(r["file"], r["name"], r["expects"], r["law_gives"], str(r["why"]).strip()) for r in rows)
    if any(not m.why for m in misses):
        raise RulesError(f"{path.name}: why のないものがあります。条文と理由を書いてください")
    return misses


def _why(outcome: Outcome, misses: tuple[Miss, ...]) -> str:
    """The reason, when every difference of the case is one that was explained, to the number."""
    reasons = []
    for d in outcome.differences:
        found = next((m for m in misses if (m.file, m.name, m.expects, m.law_gives)
                      == (outcome.case.file, outcome.case.name, d.expected.value, d.got)), None)
        if found is None:
            return ""
        reasons.append(found.why)
    return " ".join(dict.fromkeys(reasons))


def judge_folder(folder: Path, known: date | None = None, misses: tuple[Miss, ...] | None = None) -> Iterator[Outcome]:
    """Every case of every file below a folder."""
    misses = explained() if misses is None else misses
    for path in case_files.files(folder):
        for case in case_files.read(path, str(path.relative_to(folder))):
            try:
                outcome = judge(case, known)
            except RulesError as error:
                raise case_files.NotACase(f"{case.file} の{case.number}件め「{case.name}」: {error}") from error
            if outcome.state == "failed":
                outcome = Outcome(case, "failed", outcome.differences, why=_why(outcome, misses))
            yield outcome
