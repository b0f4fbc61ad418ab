"""A procedure as data: what it is, what it asks, how the desk handles it, what comes out of it.

Read from ``procedure.yaml`` beside a service (see :mod:`.loading`), checked whole on loading: an unknown key,
an unknown field in a condition, or answers that depend on each other in a circle are errors with their place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator
from pydantic import Field as PydanticField

from machinami.capabilities.procedures.acting import Acting
from machinami.capabilities.procedures.calculations import Expression
from machinami.capabilities.procedures.coapplicants import CoApplicant
from machinami.capabilities.procedures.conditions import Condition
from machinami.capabilities.procedures.fields import Field
from machinami.capabilities.procedures.fields.base import Code
from machinami.capabilities.procedures.fields.choices import DeclarationField
from machinami.capabilities.procedures.findings import FindingsForm, FindingStep, RefusalReason
from machinami.capabilities.procedures.starting import Declares, Start
from machinami.capabilities.procedures.words import Model, Words
from machinami.foundation.i18n import Text
from machinami.foundation.manifest import Category, LifeEvent

#: The page of consents, asked on the check page and not counted among the questions.
DECLARATIONS = "declarations"


class DeadlineRule(Model):
    """``days`` after a date, the day itself not counted (民法第140条); ``closed`` moves a closed day on."""

    days: int
    after: Expression
    closed: Literal["next_open_day", "keep"] = "next_open_day"


class Deadline(Model):
    text: Words
    rule: DeadlineRule | None = None


class FeePart(Model):
    """``code`` of machinami.city.fees times ``quantity``; nothing to pay unless ``when`` holds."""

    code: str
    quantity: Expression
    when: Condition | None = None


class FeeRule(FeePart):
    """``plus``: further fees of the same revenue item, each with its own ``when``, paid together as one charge.

    ``at``: asked for on sending, or once it is approved (then findings may decide how much; ``due_days`` to pay).
    """

    title: Words | None = None
    plus: tuple[FeePart, ...] = ()
    at: Literal["submission", "decision"] = "submission"
    due_days: int = PydanticField(default=30, ge=1, le=180)

    @property
    def parts(self) -> tuple[FeePart, ...]:
        return (self, *self.plus)


class Item(Model):
    """A line of a list; shown only when ``when`` holds for the answers given so far (always before any)."""

    text: Words
    when: Condition | None = None


def _as_item(value: Any) -> Any:
    return value if isinstance(value, Item) or (isinstance(value, dict) and "text" in value) else {"text": value}


class Routes(Model):
    """Ways to do it; one that does not exist is left out. All that exist have equal weight."""

    online: Words
    counter: Words | None = None
    post: Words | None = None
    proxy: Words | None = None


class Faq(Model):
    question: Words
    answer: Words


class Eligibility(Model):
    """When ``when`` holds the procedure is not for this person: the page says why and what to do instead."""

    code: Code
    when: Condition
    reason: Words
    instead: Words | None = None


class Rule(Model):
    """When ``when`` holds the answers don't fit together; ``message`` says what to do, shown at ``at``."""

    when: Condition
    at: str
    message: Words


class Question(Model):
    """One page. ``heading`` is the page's h1, a question; a field alone on it may repeat it as its label."""

    code: Code
    heading: Words
    hint: Words | None = None
    when: Condition | None = None
    fields: tuple[Field, ...] = PydanticField(min_length=1)


class Section(Model):
    """A group of questions, with its own heading on the check page and in the task list."""

    code: Code
    title: Words
    when: Condition | None = None
    questions: tuple[Question, ...] = PydanticField(min_length=1)


class Declaration(Model):
    code: Code
    text: Words
    when: Condition | None = None


class Step(Model):
    """A step at the desk: ``days`` working days from receipt by which it should be done."""

    code: Code
    title: Words
    kind: Literal["review", "survey", "decide", "issue", "pay"]
    days: int = PydanticField(ge=0)

    @property
    def permission(self) -> str:
        return "cases.decide" if self.kind == "decide" else "cases.handle"


class Notices(Model):
    """Template codes of the notices sent; the shared ones unless a procedure has its own."""

    received: str = "application_received"
    decided: str = "decision_made"
    issued: str = "document_ready"
    #: Word of a template → code of a finding that is ``shown`` and not ``personal``.
    params: dict[str, Code] = PydanticField(default_factory=dict)


class DocumentRow(Model):
    """A line of a document: ``of`` an answer (``{field: …}``, shown as the form shows it), a register fact, a calculation."""

    label: Words
    of: Expression
    when: Condition | None = None


class People(Model):
    """A block of rows for each person: of a members field, or ``household`` (the register's, head first).

    In ``where`` and ``rows`` a person's own sub-fields and register facts are read with ``field``.
    """

    of: str
    when: Condition | None = None
    where: Condition | None = None
    rows: tuple[DocumentRow, ...] = PydanticField(min_length=1)


class IssuedDocument(Model):
    """A document made when the case is approved (or refused, by ``outcome``); the words are Japanese.

    ``template`` is a typst template's name. ``{code}`` in the statement and the paragraphs is an answer or a finding.
    """

    code: Code
    outcome: Literal["approved", "refused"] = "approved"
    template: Literal["certificate", "decision"] = "decision"
    title: Words
    when: Condition | None = None
    #: Whom it is for: an answer or a register fact.
    addressee: Expression
    #: The sentence above the rows.
    statement: Words
    rows: tuple[DocumentRow, ...] = ()
    people: tuple[People, ...] = ()
    #: Sentences under the rows (how to object, what to report).
    paragraphs: tuple[Annotated[Item, BeforeValidator(_as_item)], ...] = ()
    #: The name a synthetic seal impression is drawn from (demonstration; a real one is a picture).
    impression: Expression | None = None


class Place(Model):
    """Where a procedure made at the desk is found; one that a service ships has this in its manifest."""

    category: Category
    life_events: tuple[LifeEvent, ...] = ()
    initiatives: tuple[int, ...] = (1,)


class Reception(Model):
    """The days on which it can be applied for, both included; without one of them there is no such end."""

    opens: date | None = None
    closes: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Reception:
        if self.opens and self.closes and self.closes < self.opens:
            raise ValueError("closes before it opens")
        return self

    def open_on(self, day: date) -> bool:
        return (self.opens is None or self.opens <= day) and (self.closes is None or day <= self.closes)


class Decision(Model):
    """``automatic``: approved at once when ``when`` holds (and paid, where there is a fee); else the desk decides."""

    mode: Literal["staff", "automatic"] = "staff"
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A field in its place, with every condition that must hold for it to be asked."""

    section: Section | None
    question: Question
    field: Any
    conditions: tuple[Condition, ...]


class Definition(Model):
    """The whole procedure. ``code`` equals the service's code; ``section`` is a code of machinami.city.sections."""

    code: Code
    title: Words
    summary: Words
    keywords: tuple[str, ...] = ()
    who: Words
    not_for: tuple[Words, ...] = ()
    deadline: Deadline
    cost: Words
    fee: FeeRule | None = None
    duration: int = PydanticField(ge=1, le=120, description="minutes to fill in")
    bring: tuple[Item, ...] = ()
    legal_basis: tuple[str, ...] = PydanticField(min_length=1)
    routes: Routes
    faq: tuple[Faq, ...] = ()
    section: str
    place: Place | None = None
    reception: Reception = Reception()
    updated: date
    unverified: tuple[str, ...] = ()
    identity_level: Literal[0, 1, 2, 3] = 2
    eligibility: tuple[Eligibility, ...] = ()
    tables: dict[str, dict[str, int | str]] = PydanticField(default_factory=dict)
    sections: tuple[Section, ...] = PydanticField(min_length=1)
    rules: tuple[Rule, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    #: For whom of the household somebody may apply.
    acting: Acting | None = None
    #: Those who apply together with the applicant, and the days they have to sign.
    co_applicants: tuple[CoApplicant, ...] = ()
    signing_days: int = PydanticField(default=14, ge=3, le=60)
    steps: tuple[Step, ...] = PydanticField(min_length=1)
    target_days: int = PydanticField(ge=0, le=400)
    notices: Notices = Notices()
    #: What the office finds out, step by step, before it decides.
    findings: tuple[FindingStep, ...] = ()
    finding_rules: tuple[Rule, ...] = ()
    documents: tuple[IssuedDocument, ...] = ()
    #: How to object, in place of the usual words; empty where it is no disposition.
    appeal: tuple[Words, ...] | None = None
    refusal_reasons: tuple[RefusalReason, ...] = ()
    decision: Decision = Decision()
    #: Of a life event: the procedures its answers start, in place of a case of its own, and what they make known.
    starts: tuple[Start, ...] = ()
    declares: Declares | None = None
    retention_years: int = PydanticField(ge=1, le=100)

    @model_validator(mode="after")
    def _whole(self) -> Definition:
        from machinami.capabilities.procedures.structure import problems

        found = problems(self)
        if found:
            raise ValueError("; ".join(found))
        return self

    @property
    def minutes(self) -> int:
        """Minutes to fill the form in."""
        return self.duration

    @cached_property
    def consents(self) -> Question | None:
        """The declarations as one page, or None."""
        if not self.declarations:
            return None
        fields = tuple(DeclarationField(code=d.code, label=d.text, when=d.when) for d in self.declarations)
        return Question(code=DECLARATIONS, heading=CONSENT_HEADING, fields=fields)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every field in the order of the pages, the consents last."""
        return tuple(self._entries())

    def _entries(self) -> Iterator[Entry]:
        for section in self.sections:
            for question in section.questions:
                for field in question.fields:
                    whens = (section.when, question.when, field.when)
                    yield Entry(section, question, field, tuple(w for w in whens if w is not None))
        if self.consents is not None:
            for field in self.consents.fields:
                yield Entry(None, self.consents, field, (field.when,) if field.when else ())

    @cached_property
    def fields(self) -> dict[str, Any]:
        return {e.field.code: e.field for e in self.entries}

    @cached_property
    def order(self) -> tuple[Entry, ...]:
        """The entries so that each comes after everything it depends on."""
        from machinami.capabilities.procedures.structure import in_order

        return in_order(self)

    @cached_property
    def questions(self) -> dict[str, Question]:
        found = {q.code: q for s in self.sections for q in s.questions}
        return {**found, DECLARATIONS: self.consents} if self.consents else found

    @cached_property
    def compiled(self) -> Any:
        """The JSON Schema ready to check with."""
        from machinami.capabilities.procedures.schema import Compiled

        return Compiled(self)

    @cached_property
    def approval(self) -> FindingsForm:
        """The form of findings as it must be filled in before an approval."""
        return FindingsForm(self, "approval")

    @cached_property
    def refusal(self) -> FindingsForm:
        """The same before a refusal: fewer answers are required."""
        return FindingsForm(self, "refusal")

    @cached_property
    def all_fields(self) -> dict[str, Any]:
        """Answers and findings by code."""
        return {**self.fields, **self.approval.fields}

    @cached_property
    def sensitive(self) -> tuple[str, ...]:
        """Paths of what is sealed at rest (foundation.sealing)."""
        fields = self.all_fields.values()
        inner = (f"{f.code}.*.{s.code}" for f in fields for s in getattr(f, "fields", ()) if s.sensitive)
        return (*(f.code for f in fields if f.sensitive), *inner)

    def place_of(self, field: str) -> Entry:
        """:raises KeyError: for no such field."""
        return next((e for e in self.entries if e.field.code == field), None) or _no_field(field)


def _no_field(field: str) -> Entry:
    raise KeyError(field)


CONSENT_HEADING = Text(ja="内容を確認して申請してください", easy="よく 見て、出してください", en="Check your answers and apply",
                       zh="请确认内容后申请", ko="내용을 확인하고 신청해 주세요")
