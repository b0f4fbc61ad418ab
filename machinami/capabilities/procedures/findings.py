"""What the office finds out before it decides: a second form of the same fields, filled in at the desk.

Its conditions may use the applicant's answers and :data:`CASE_FACTS`. It is validated by the same validation and
JSON Schema as the answers: :class:`FindingsForm` has the face of a definition that those ask for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field as PydanticField

from machinami.capabilities.procedures.conditions import Condition
from machinami.capabilities.procedures.fields import Field
from machinami.capabilities.procedures.fields.base import Code
from machinami.capabilities.procedures.words import Model, Words
from machinami.foundation.i18n import Text

if TYPE_CHECKING:
    from machinami.capabilities.procedures.definition import Definition, Entry

Before = Literal["approval", "refusal"]
#: Facts of the case that findings and documents may name with ``field``. ``outcome`` is known while deciding.
CASE_FACTS = frozenset({"case_number", "case_received_on", "decided_on", "outcome"})
#: Names of the desk page's own inputs.
RESERVED = CASE_FACTS | {"reason", "reasons", "revision", "body", "due_on", "path", "version", "purpose"}


class FindingStep(Model):
    """One block of the desk's form. ``before``: the decisions that need it filled in.

    ``lookup``: code of a register (:mod:`.ports`) whose answer is offered for its fields.
    """

    code: Code
    heading: Words
    hint: Words | None = None
    when: Condition | None = None
    before: tuple[Before, ...] = ("approval",)
    lookup: str = ""
    fields: tuple[Field, ...] = PydanticField(min_length=1)


class RefusalReason(Model):
    """A reason the desk may pick (行政手続法8条): the sentence the applicant reads, and the article it stands on."""

    code: Code
    text: Words
    law: str = ""

    @property
    def sentence(self) -> str:
        return self.text.ja + (f"（{self.law}）" if self.law else "")


def told(field: Any) -> bool:
    """The applicant sees it, because the definition says so in as many words."""
    return bool(field.shown) and "shown" in field.model_fields_set


class FindingsForm:
    """The findings of a definition as a form of its own, as they must be ``before`` a decision."""

    eligibility: tuple[Any, ...] = ()
    consents = None

    def __init__(self, definition: Definition, before: Before) -> None:
        self.definition, self.before = definition, before
        self.tables, self.rules = definition.tables, definition.finding_rules

    @property
    def code(self) -> str:
        return f"{self.definition.code}:{self.before}"

    @property
    def title(self) -> Text:
        return self.definition.title

    @property
    def summary(self) -> Text:
        return self.definition.summary

    @cached_property
    def questions(self) -> dict[str, FindingStep]:
        return {s.code: s for s in self.steps}

    @cached_property
    def steps(self) -> tuple[FindingStep, ...]:
        return tuple(self._as_needed(s) for s in self.definition.findings)

    def _as_needed(self, step: FindingStep) -> FindingStep:
        if self.before in step.before:
            return step
        return step.model_copy(update={"fields": tuple(_optional(f) for f in step.fields)})

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        from machinami.capabilities.procedures.definition import Entry

        return tuple(Entry(None, step, f, tuple(w for w in (step.when, f.when) if w is not None))  # type: ignore[arg-type]
                     for step in self.steps for f in step.fields)

    @cached_property
    def fields(self) -> dict[str, Any]:
        return {e.field.code: e.field for e in self.entries}

    @cached_property
    def order(self) -> tuple[Entry, ...]:
        from machinami.capabilities.procedures.structure import in_order

        return in_order(self)  # type: ignore[arg-type]

    @cached_property
    def compiled(self) -> Any:
        from machinami.capabilities.procedures.schema import Compiled

        return Compiled(self)  # type: ignore[arg-type]

    @property
    def shown(self) -> list[str]:
        """Codes of what the applicant sees once it is decided."""
        return [c for c, f in self.fields.items() if told(f)]

    def step_of(self, field: str) -> str:
        return next(e.question.code for e in self.entries if e.field.code == field)


def _optional(field: Any) -> Any:
    return field.model_copy(update={"required": False}) if field.required else field


def beside(answers: Mapping[str, Any], **facts: Any) -> dict[str, Any]:
    """What stands beside findings: the applicant's answers and the facts of the case."""
    return {**answers, **{k: v for k, v in facts.items() if v is not None}}
