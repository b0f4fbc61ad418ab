"""Pages of an application as data for templates: a question, the check page, corrections, answers in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from machinami.capabilities.procedures import cosigning, queries, submission, wording
from machinami.capabilities.procedures.contexts import plain_context
from machinami.capabilities.procedures.definition import (
    DECLARATIONS,
    Declaration,
    Definition,
    Question,
    Section,
)
from machinami.capabilities.procedures.fields.controls import Control, FieldView, Posted, input_name
from machinami.capabilities.procedures.fields.files import FileField
from machinami.capabilities.procedures.reading import fill
from machinami.capabilities.procedures.settling import Settled, settle
from machinami.capabilities.procedures.types import DraftRow
from machinami.capabilities.procedures.validation import lacking
from machinami.capabilities.signatures.types import Wanted
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text
from machinami.foundation.sealing import any_sealed, opened

Status = Literal["todo", "partly", "done", "not_yet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    """One question. ``number`` of ``total`` counts the questions that are asked; ``errors``: (input id, words)."""

    code: str
    question: str
    title: Text
    section: Text
    heading: Text
    hint: Text | None
    number: int
    total: int
    previous: str | None
    fields: tuple[FieldView, ...]
    errors: tuple[tuple[str, Text], ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """An answer in words. ``missing``: asked for and not given; ``uploads``: attached files; ``sealed``: only its end."""

    name: str
    path: str
    label: Text
    question: str
    lines: tuple[str, ...]
    missing: bool = False
    computed: bool = False
    sensitive: bool = False
    sealed: bool = False
    uploads: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSection:
    title: Text
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """``fee`` in yen, 0 for none; ``complete`` when nothing is missing; ``signers``: who will be asked to sign."""

    code: str
    title: Text
    sections: tuple[AnswerSection, ...]
    declarations: tuple[Declaration, ...]
    fee: int
    complete: bool
    signers: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A section in the task list; ``question`` is where to go on."""

    code: str
    title: Text
    status: Status
    question: str


@dataclass(frozen=True, slots=True)
class CorrectionField:
    reason: str
    field: FieldView


@dataclass(frozen=True, slots=True)
class AmendPage:
    items: tuple[CorrectionField, ...]
    errors: tuple[tuple[str, Text], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Change:
    """One answer before and after a correction, in words."""

    label: Text
    before: str
    after: str


# questions and their order

def _settled(draft: DraftRow, language: str = "ja") -> Settled:
    return settle(draft.definition, draft.answers, plain_context(draft.facts, language))


def asked(definition: Definition, settled: Settled) -> list[tuple[Section, Question]]:
    """The questions that are asked, in order: those with something to fill in."""
    return [(s, q) for s in definition.sections for q in s.questions
            if any(f.code in settled.shown and not f.computed for f in q.fields)]


def first_open(draft: DraftRow) -> str | None:
    """The first question not yet gone through, or with something missing; None when all are done."""
    settled = _settled(draft)
    missing = {p.split(".")[0] for p in lacking(draft.definition, settled)}
    return next((q.code for _, q in asked(draft.definition, settled)
                 if q.code not in draft.visited or missing & {f.code for f in q.fields}), None)


def next_question(draft: DraftRow, question: str) -> str | None:
    """The question after this one, or None when the check page comes."""
    codes = [q.code for _, q in asked(draft.definition, _settled(draft))]
    after = codes[codes.index(question) + 1:] if question in codes else codes
    return after[0] if after else None


def previous_question(draft: DraftRow, question: str) -> str | None:
    codes = [q.code for _, q in asked(draft.definition, _settled(draft))]
    return codes[codes.index(question) - 1] if question in codes[1:] else None


def task_list(draft: DraftRow) -> list[Task]:
    """Sections with how far each is; sections whose questions depend on unanswered ones can't be done yet."""
    settled = _settled(draft)
    missing = {p.split(".")[0] for p in lacking(draft.definition, settled)}
    tasks = []
    for section in draft.definition.sections:
        questions = [q for s, q in asked(draft.definition, settled) if s is section]
        done = [q for q in questions if q.code in draft.visited and not missing & {f.code for f in q.fields}]
        open_ones = [q for q in questions if q not in done]
        status: Status = ("not_yet" if not questions else "done" if not open_ones else "partly" if done else "todo")
        if questions or section.when is not None:
            go_on = next((q.code for q in (*open_ones, *questions)), "")
            tasks.append(Task(section.code, section.title, status, go_on))
    return tasks


# one question

def question_page(draft: DraftRow, question: str, *, language: str = "ja", posted: Any = None,
                  errors: Mapping[str, Text] | None = None, files: Any = None) -> QuestionPage | None:
    """The page, with what was posted (or saved before); None when the question is not asked with these answers."""
    definition, errors = draft.definition, dict(errors or {})
    settled = _settled(draft, language)
    pages = asked(definition, settled)
    place = next((n for n, (_, q) in enumerate(pages) if q.code == question), None)
    if place is None:
        return None
    section, page = pages[place]
    context = plain_context(draft.facts, language, answers=settled.answers)
    form, note, more = _form(page, draft, settled, posted)
    told = _told_elsewhere(draft, page, settled) if posted is None else frozenset()
    views = tuple(_known(f, settled.answers[f.code], language) if f.code in told else
                  replace(f.view(f.code, form, context, errors | more), perhaps=not f.computed and f.code not in settled.shown)
                  for f in page.fields if _visible(f, page, settled))
    return QuestionPage(
        code=draft.code, question=question, title=definition.title, section=section.title, heading=page.heading,
        hint=page.hint, number=place + 1, total=len(pages), previous=pages[place - 1][1].code if place else None,
        fields=views, errors=listed_errors(errors | more), note=note)


def _told_elsewhere(draft: DraftRow, page: Question, settled: Settled) -> frozenset[str]:
    """Fields of a page not gone through yet that a visit has filled in whole: nobody is asked for them again."""
    if draft.visit_id is None or page.code in draft.visited:
        return frozenset()
    missing = {p.split(".")[0] for p in lacking(draft.definition, settled)}
    return frozenset(f.code for f in page.fields if not f.computed and not isinstance(f, FileField)
                     and f.code in settled.answers and f.code not in missing)


def _known(each: Any, value: Any, language: str) -> FieldView:
    """Shown in words, sent along as it would be typed."""
    hidden = tuple(Control(name=name, label=each.label, type="hidden", value=one) for name, values in each.raw(value, each.code).items()
                   for one in values)
    return FieldView(code=each.code, kind=each.kind, name=input_name(each.code), label=each.label, hint=None, required=each.required,
                     layout="known", controls=hidden, output=each.display(value, language))


def _form(page: Question, draft: DraftRow, settled: Settled, posted: Any) -> tuple[Posted, Text | None, dict[str, Text]]:
    """What the inputs show: as typed after a post, as saved otherwise. Saved files stay listed either way."""
    saved: dict[str, list[str]] = {}
    for each in page.fields:
        value = settled.answers.get(each.code, draft.answers.get(each.code))
        if value is not None:
            saved |= each.raw(value, each.code)
    if posted is None:
        return Posted(saved), None, {}
    typed = Posted.of(posted)
    kept = {k: v for k, v in saved.items() for f in page.fields
            if isinstance(f, FileField) and k == f"{input_name(f.code)}-keep"}
    shown = {k: v for k, v in saved.items() for f in page.fields if f.computed and k == input_name(f.code)}
    before = Posted({**typed.values, **kept, **shown}, typed.files)
    filled, errors = fill(page, before)
    return filled, wording.ADDRESS_FILLED if filled is not before and not errors else None, errors


def _visible(each: Any, page: Question, settled: Settled) -> bool:
    """Shown when asked, or when an answer on this same page may yet ask for it. Without a script all must be there."""
    if each.computed:
        return each.shown and each.code in settled.answers
    own = {f.code for f in page.fields}
    return each.code in settled.shown or (
        each.when is not None and bool({r.split(".")[0] for r in each.when.refs()} & own))


def listed_errors(errors: Mapping[str, Text]) -> tuple[tuple[str, Text], ...]:
    """For the error summary: input ids in the order found, each sentence once."""
    seen: dict[str, Text] = {}
    for path, text in errors.items():
        if text not in seen.values():
            seen[input_name(path)] = text
    return tuple(seen.items())


# all answers

def check_page(draft: DraftRow, *, language: str = "ja") -> CheckPage:
    """Everything asked, with what is missing, the consents and the fee."""
    definition, settled = draft.definition, _settled(draft, language)
    missing = {p.split(".")[0] for p in lacking(definition, settled)}
    consents = definition.consents.fields if definition.consents else ()
    left = missing - {f.code for f in consents}
    return CheckPage(
        code=draft.code, title=definition.title, sections=_sections(definition, settled, language, missing),
        declarations=tuple(d for d in definition.declarations if d.code in settled.shown),
        fee=submission.due_now(definition, settled.answers, plain_context(draft.facts, language)), complete=not left,
        signers=_signers(definition, settled, draft))


def _signers(definition: Definition, settled: Settled, draft: DraftRow) -> tuple[Wanted, ...]:
    """Who is named so far; too few or too many is told on sending."""
    try:
        return tuple(w for w in cosigning.wanted(definition, settled.answers, plain_context(draft.facts)) if w.name)
    except Refused:
        return ()


def answer_sections(code: str, version: int, answers: Mapping[str, Any], *, language: str = "ja",
                    inner: bool = True) -> tuple[AnswerSection, ...]:
    """The answers of a case in words, by section. ``inner`` False leaves out what is worked out for the office alone."""
    definition = queries.definition(code, version)
    kept = {c: v for c, v in answers.items() if inner or c not in definition.fields or not definition.fields[c].computed
            or definition.fields[c].shown}
    return _sections(definition, _stored(definition, kept), language, set(), desk=True)


def _stored(definition: Definition, answers: Mapping[str, Any]) -> Settled:
    """Stored answers as they are: nothing is worked out anew, so that what was decided on stays what is seen."""
    return Settled(dict(answers), frozenset(answers), None)  # type: ignore[arg-type]


def _sections(definition: Definition, settled: Settled, language: str, missing: set[str], *,
              desk: bool = False) -> tuple[AnswerSection, ...]:
    found = []
    for section in definition.sections:
        rows = tuple(_row(f, q, settled, language, missing) for q in section.questions for f in q.fields
                     if _listed_row(f, settled, missing, desk))
        if rows:
            found.append(AnswerSection(section.title, rows))
    consents = definition.consents.fields if desk and definition.consents else ()
    agreed = tuple(_row(f, definition.questions[DECLARATIONS], settled, language, set())
                   for f in consents if f.code in settled.answers)
    return (*found, AnswerSection(CONSENTS, agreed)) if agreed else tuple(found)


CONSENTS = Text(ja="同意したこと", easy="同意したこと", en="What you agreed to", zh="同意事项", ko="동의한 내용")


def _listed_row(each: Any, settled: Settled, missing: set[str], desk: bool) -> bool:
    if each.computed:
        return each.code in settled.answers and (each.shown or desk)
    return each.code in settled.answers or each.code in missing


def _row(each: Any, question: Question, settled: Settled, language: str, missing: set[str]) -> AnswerRow:
    value = settled.answers.get(each.code)
    sealed = any_sealed(value)
    words = "" if value is None else each.masked(opened(value)) if sealed else each.display(value, language)
    lines = tuple(words.split("\n")) if value is not None else ()
    files = tuple(value) if isinstance(each, FileField) and value else ()
    return AnswerRow(
        name=input_name(each.code), path=each.code, label=each.label, question=question.code, lines=lines,
        missing=each.code in missing, computed=each.computed, sensitive=each.sensitive, sealed=sealed, uploads=files)


# corrections

def correctable(code: str, version: int, answers: Mapping[str, Any]) -> list[AnswerRow]:
    """The answers that the desk may ask to be corrected."""
    rows = [r for s in answer_sections(code, version, answers) for r in s.rows]
    return [r for r in rows if not r.computed and r.question != DECLARATIONS]


def amend_page(detail: Any, *, language: str = "ja", actor: Actor, posted: Any = None,
               errors: Mapping[str, Text] | None = None) -> AmendPage:
    """The fields to correct, each with its reason, and fields that the corrections newly ask."""
    definition, day = queries.definition(detail.row.code, detail.version), submission.received_on(detail)
    context = plain_context(submission.applied_with(actor, detail), language, today=day, answers=detail.answers)
    typed = Posted.of(posted)
    fields = submission.to_correct(definition, detail, typed, context)
    form = _amend_form(definition, fields, detail, typed, posted is not None)
    reasons = submission.asked(detail)
    items = tuple(CorrectionField(reasons.get(f.code, ""), f.view(f.code, form, context, errors or {})) for f in fields)
    return AmendPage(items, listed_errors(errors or {}))


def _amend_form(definition: Definition, fields: list[Any], detail: Any, typed: Posted, was_posted: bool) -> Posted:
    saved: dict[str, list[str]] = {}
    for each in fields:
        if each.code in detail.answers and not (was_posted and typed.mentions(each.code)):
            saved |= each.raw(detail.answers[each.code], each.code)
    form = Posted({**saved, **typed.values}, typed.files)
    if fields:
        page = Question(code="corrections", heading=definition.title, fields=tuple(fields))
        form, _ = fill(page, form)
    return form


def diff_sections(code: str, version: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What a correction changed, in Japanese words: (label, before, after), calculated values too; of what is sealed the end."""
    definition = queries.definition(code, version)
    changes = []
    for each in (e.field for e in definition.entries):
        was, now = before.get(each.code), after.get(each.code)
        old, new = opened(was), opened(now)
        if old != new:
            show = each.masked if any_sealed(was) or any_sealed(now) else each.display
            changes.append(Change(each.label, "" if old is None else show(old), "" if new is None else show(new)))
    return changes


