"""Made-up payloads against the authority and against an independent reading of the schema."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.findings import FindingsForm
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import accepted, context_for, desk_context, payloads


@dataclass(slots=True)
class Tally:
    """``wrongly_accepted``: accepted though the schema rejects; ``refused_good``: made to be good, and refused."""

    payloads: int = 0
    accepted: int = 0
    refused: int = 0
    wrongly_accepted: int = 0
    refused_good: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.wrongly_accepted and not self.refused_good

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "examples": self.examples[:5]}


def fuzz(definitions: Iterable[Definition], count: int, seed: int = 1) -> dict[str, Tally]:
    """``count`` payloads over the definitions and their forms of findings, every third made to be good. Code → tally."""
    from jsonschema import Draft202012Validator

    chosen = list(definitions)
    listed: list[Any] = [*chosen, *(f for d in chosen if d.findings for f in (d.approval, d.refusal))]
    judges = {d.code: Draft202012Validator(d.compiled.schema) for d in listed}
    tallies = {d.code: Tally() for d in listed}
    contexts = {d.code: _contexts(d, seed) for d in listed}
    for n in range(count):
        definition = listed[n % len(listed)]
        good = (n // len(listed)) % 3 == 0
        random = Random(seed * 1_000_003 + n)
        context = random.choice(contexts[definition.code])
        answers = payloads(definition, random, valid=good, context=context)
        _judge(definition, answers, good, context, judges[definition.code], tallies[definition.code])
    return tallies


#: Made-up applications beside which the findings of each form are tried.
APPLICATIONS = 8


def _contexts(form: Any, seed: int) -> list[Context]:
    """Where payloads of a form make sense: for findings, beside applications that leave a way through it."""
    if not isinstance(form, FindingsForm):
        return [context_for(form)]
    outcome = "approved" if form.before == "approval" else "refused"
    found = [desk_context(form.definition, Random(seed * 101 + n), outcome) for n in range(APPLICATIONS)]
    return [c for c in found if _passable(form, c)]


def _passable(form: FindingsForm, context: Context) -> bool:
    try:
        payloads(form, Random(1), context=context)  # type: ignore[arg-type]
    except LookupError:
        return False
    return True


def _judge(definition: Definition, answers: Any, good: bool, context: Context, judge: Any, tally: Tally) -> None:
    tally.payloads += 1
    whole = accepted(definition, answers, context)
    if whole is None:
        tally.refused += 1
        if good:
            tally.refused_good += 1
            tally.examples.append(f"refused: {answers!r}"[:400])
        return
    tally.accepted += 1
    # Judged twice: as stored, and as it came with only what is calculated added.
    calculated = {c: v for c, v in settle(definition, answers, context).answers.items() if definition.fields[c].computed}
    if not judge.is_valid(whole) or not judge.is_valid({**answers, **calculated}):
        tally.wrongly_accepted += 1
        tally.examples.append(f"accepted: {answers!r}"[:400])
