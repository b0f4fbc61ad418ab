"""Made-up payloads against the authority and against an independent reading of the schema."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import accepted, context_for, payloads


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
    """``count`` payloads over the definitions, every third made to be good. Code → tally."""
    from jsonschema import Draft202012Validator

    listed = list(definitions)
    judges = {d.code: Draft202012Validator(d.compiled.schema) for d in listed}
    tallies = {d.code: Tally() for d in listed}
    contexts = {d.code: context_for(d) for d in listed}
    for n in range(count):
        definition = listed[n % len(listed)]
        good = (n // len(listed)) % 3 == 0
        context = contexts[definition.code]
        answers = payloads(definition, Random(seed * 1_000_003 + n), valid=good, context=context)
        _judge(definition, answers, good, context, judges[definition.code], tallies[definition.code])
    return tallies


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
