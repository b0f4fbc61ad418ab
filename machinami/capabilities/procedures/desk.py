"""What the desk's pages show of a case: the answers with their seals, the findings as a form, the papers to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.cases.states import VERBS
from machinami.capabilities.cases.types import CaseDetail
from machinami.capabilities.documents import queries as documents
from machinami.capabilities.procedures import deciding, recording
from machinami.capabilities.procedures.acting import KIN as KIN  # what the ties are called
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.fields.controls import FieldView, Posted
from machinami.capabilities.procedures.findings import FindingsForm, FindingStep, RefusalReason, told
from machinami.capabilities.procedures.forms import Change, listed_errors
from machinami.capabilities.procedures.paper.queries import (  # noqa: F401 - this is their door
    SHOWN,
    bad_rows,
    faults,
    paper_table,
    papers,
    procedures_for_papers,
    template,
)
from machinami.capabilities.procedures.reading import fill
from machinami.capabilities.procedures.settling import Settled
from machinami.capabilities.procedures.validation import lacking
from machinami.foundation.actors import Actor, system
from machinami.foundation.errors import NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.sealing import opened, seal


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One finding in words; ``path`` names it for revealing when it is sealed."""

    path: str
    label: Text
    lines: tuple[str, ...]
    sealed: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingBlock:
    """One step of the form. ``done``: nothing that an approval needs is missing. ``lookup``: a register can be asked."""

    code: str
    heading: Text
    hint: Text | None
    done: bool
    needed: bool
    lookup: bool
    rows: tuple[FindingRow, ...]
    fields: tuple[FieldView, ...]
    errors: tuple[tuple[str, Text], ...] = ()
    corrects: bool = False
    reason: str = ""
    reason_error: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    code: str
    title: Text


def findings(actor: Actor, detail: CaseDetail, *, step: str = "", posted: Any = None, errors: Mapping[str, Text] | None = None,
             offered: Mapping[str, Any] | None = None) -> tuple[FindingBlock, ...]:
    """The blocks that are asked. ``posted`` and ``errors`` belong to ``step``, as does what a register ``offered``."""
    definition = recording.definition_of(detail)
    if not definition.findings:
        return ()
    form, context = definition.approval, recording.context_for(actor, detail)
    settled = recording.settled_findings(detail, context, form)
    missing = {p.split(".")[0] for p in lacking(form, settled)}  # type: ignore[arg-type]
    page = _Page(form, settled, context, missing)
    return tuple(page.block(s, posted if s.code == step else None, (errors or {}) if s.code == step else {},
                            (offered or {}) if s.code == step else {})
                 for s in form.steps if any(page.asked(f, s) for f in s.fields))


class _Page:
    def __init__(self, form: FindingsForm, settled: Settled, context: Context, missing: set[str]) -> None:
        self.form, self.settled, self.context, self.missing = form, settled, context, missing

    def asked(self, field: Any, step: FindingStep) -> bool:
        """Asked now, or perhaps by another answer of the same block."""
        own = {f.code for f in step.fields}
        if field.computed:
            return field.code in self.settled.answers
        block = step.when is None or step.when.holds(self.settled.scope)
        maybe = block and field.when is not None and bool({r.split(".")[0] for r in field.when.refs()} & own)
        return field.code in self.settled.shown or maybe

    def block(self, step: FindingStep, posted: Any, errors: Mapping[str, Text], offered: Mapping[str, Any]) -> FindingBlock:
        typed = Posted.of(posted)
        form = self._start(step, typed, posted is not None, offered)
        fields = tuple(self._view(f, form, errors) for f in step.fields if self.asked(f, step))
        codes = {f.code for f in step.fields}
        return FindingBlock(
            code=step.code, heading=step.heading, hint=step.hint, done=not codes & self.missing,
            needed="approval" in step.before, lookup=bool(step.lookup), fields=fields, errors=_summary(step, errors), reason_error=errors.get("reason"),
            rows=rows_of(self.form, self.settled.answers, codes), reason=typed.one("reason"),
            corrects=any(c in self.settled.answers for c in codes))

    def _view(self, field: Any, form: Posted, errors: Mapping[str, Text]) -> FieldView:
        view = field.view(field.code, form, self.context, errors)
        if field.code not in self.settled.shown:  # asked only with another answer of this block
            view = replace(view, required=False, controls=tuple(replace(c, required=False) for c in view.controls))
        return _keeps(view, self._kept_words(field)) if field.sensitive else view

    def _kept_words(self, field: Any) -> str:
        """What a sensitive input that is left empty stands for: it is never filled in for everybody to read."""
        if field.code in self.settled.answers:
            return f"空欄のまま保存すると、記録した値（{field.masked(self.settled.answers[field.code])}）を残します"
        value = recording.suggested(self.form, field, self.settled, self.context)
        return "" if value is None else f"空欄のまま保存すると、申請の値（{field.masked(value)}）を使います"

    def _start(self, step: FindingStep, typed: Posted, was_posted: bool, offered: Mapping[str, Any]) -> Posted:
        """What stands in the inputs: a register's answer, else as typed, else as recorded, else what is suggested."""
        saved: dict[str, list[str]] = {}
        for field in step.fields:
            if field.code in offered:
                typed = typed.without(field.code)
            elif (was_posted and typed.mentions(field.code) and not field.computed) or field.sensitive:
                continue
            value = offered.get(field.code, self.settled.answers.get(field.code))
            if value is None:
                value = recording.suggested(self.form, field, self.settled, self.context)
            saved |= field.raw(value, field.code) if value is not None else {}
        return fill(step, Posted({**saved, **typed.values} if was_posted else saved, typed.files))[0]  # type: ignore[arg-type]


def _keeps(view: FieldView, words: str) -> FieldView:
    if not words or not view.controls:
        return view
    first = view.controls[0]
    hint = Text(ja="。".join(t for t in (first.hint.ja if first.hint else "", words) if t))
    return replace(view, controls=(replace(first, hint=hint), *view.controls[1:]))


def _summary(step: FindingStep, errors: Mapping[str, Text]) -> tuple[tuple[str, Text], ...]:
    return tuple((f"why-{step.code}" if name == "reason" else name, text) for name, text in listed_errors(errors))


def rows_of(form: FindingsForm, found: Mapping[str, Any], codes: set[str] | None = None, *, language: str = "ja",
            veil: bool = True) -> tuple[FindingRow, ...]:
    """Findings in words, sealed ones by their end only (``veil``)."""
    rows = []
    for code, field in form.fields.items():
        if code in found and (codes is None or code in codes):
            hidden = veil and field.sensitive
            words = field.masked(found[code]) if hidden else field.display(found[code], language)
            rows.append(FindingRow(path=code, label=field.label, lines=tuple(words.split("\n")), sealed=hidden, told=told(field)))
    return tuple(rows)


def told_findings(detail: CaseDetail, language: str) -> tuple[FindingRow, ...]:
    """For the applicant's page, once it is decided: what the definition says is shown; after a refusal nothing that only an approval needs."""
    form = recording.definition_of(detail).approval
    needed = {f.code for s in form.steps if detail.outcome != "refused" or "refusal" in s.before for f in s.fields}
    return rows_of(form, detail.findings, needed, language=language, veil=False)


def finding_changes(detail: CaseDetail) -> list[tuple[Any, list[Change]]]:
    """Every version but the first with what it changed, newest first: (version row, changes in words)."""
    form = recording.definition_of(detail).approval
    pairs = zip(detail.found, detail.found[1:], strict=False)
    return [(new, _changes(form, opened(old.findings), opened(new.findings))) for old, new in pairs][::-1]


def _changes(form: FindingsForm, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    changes = []
    for code, field in form.fields.items():
        old, new = before.get(code), after.get(code)
        if old != new:
            show = field.masked if field.sensitive else field.display
            changes.append(Change(field.label, "" if old is None else show(old), "" if new is None else show(new)))
    return changes


def refusal_reasons(detail: CaseDetail) -> tuple[RefusalReason, ...]:
    return recording.definition_of(detail).refusal_reasons


def papers_to_come(actor: Actor, detail: CaseDetail) -> dict[str, tuple[Paper, ...]]:
    """Outcome → the documents it would issue now."""
    return {o: tuple(Paper(code=p.code, title=p.title) for p in deciding.papers_for(actor, detail, o, listed=True).wanted())
            for o in ("approved", "refused")}


def preview(*, actor: Actor, case_id: Any, outcome: str, paper: str = "", reasons: tuple[str, ...] = (), reason: str = "") -> bytes:
    """The document a decision would issue, as a draft (PDF)."""
    return deciding.preview(actor, case_id, outcome, paper, reasons, reason)


def slip(*, actor: Actor, case_id: Any) -> bytes:
    """The case as a sheet (PDF) for the office's own hands. The look is on record."""
    from machinami.capabilities.procedures.forms import answer_sections

    detail = case_queries.case(actor=actor, case_id=case_id, purpose="処理票の印刷")
    form = recording.definition_of(detail).approval
    parts = [(s.title.ja, [(r.label.ja, "\n".join(r.lines)) for r in s.rows])
             for s in answer_sections(detail.row.code, detail.version, detail.answers)]
    parts += [("確かめたこと", [(r.label.ja, "\n".join(r.lines)) for r in rows_of(form, opened(detail.findings))])]
    parts += [("経過", [(f"{timezone.localtime(e.at):%Y-%m-%d %H:%M} {e.actor_name}", _step_words(e)) for e in detail.history])]
    data = {"receipt_number": detail.row.number, "addressee": "", "statement": f"申請者　{detail.row.applicant_name}",
            "sections": [{"title": title, "rows": [{"label": k, "value": v} for k, v in rows]} for title, rows in parts if rows]}
    title = Text(ja=f"{detail.row.title.ja} 処理票")
    return documents.internal_sheet(actor=actor, title=title, data=data, subject=f"cases.Case:{case_id}", section=detail.row.section,
                                    person_id=detail.person_id)


def form(*, actor: Actor, case_id: Any) -> bytes:
    """The application as it was entered, for its applicant at the counter to read and sign (PDF); sealed answers by their end.

    For any section: whoever calls this has made sure that the applicant is there (:mod:`machinami.capabilities.visits` does).
    """
    actor.require("procedures.print_form")
    from machinami.capabilities.procedures.forms import answer_sections

    detail = case_queries.case(actor=system("procedures.form"), case_id=case_id, purpose="窓口での書類の印刷")
    answers = seal(detail.answers, recording.definition_of(detail).sensitive)
    parts = [{"title": s.title.ja, "rows": [{"label": r.label.ja, "value": "\n".join(r.lines)} for r in s.rows]}
             for s in answer_sections(detail.row.code, detail.version, answers, inner=False)]
    data = {"receipt_number": detail.row.number, "for_whom": detail.row.subject_name, "addressee": "",
            "statement": f"届出・申請をする人　{detail.row.applicant_name}", "sections": parts}
    return documents.form_sheet(actor=actor, title=detail.row.title, data=data, subject=f"cases.Case:{case_id}",
                                section=detail.row.section, person_id=detail.person_id)


#: As many slips are made while somebody waits.
MOST_SLIPS = 50


def slips(*, actor: Actor, case_ids: list[Any]) -> bytes:
    """The sheets of many cases as one PDF, in the given order; each look is on record. :raises Refused: for none or too many."""
    if not 0 < len(case_ids) <= MOST_SLIPS:
        raise Refused(f"処理票を印刷する案件を、{MOST_SLIPS}件まで選んでください", code="slips")
    return documents.one_file([slip(actor=actor, case_id=key) for key in case_ids])


def _step_words(entry: Any) -> str:
    verb = VERBS[entry.verb].ja if entry.verb in VERBS else entry.verb
    return f"{verb}　{entry.note}" if entry.note else verb


def reveal(*, actor: Actor, case_id: Any, path: str, purpose: str) -> str:
    """A sealed answer or finding in words. Who looked, at what and why is on record.

    :raises Refused: without a purpose. :raises NotFound: for nothing sealed of that name.
    """
    if not purpose.strip():
        raise Refused("見る目的を選んでください", code="purpose")
    detail = case_queries.case(actor=actor, case_id=case_id, purpose=purpose)
    actor.require("cases.handle", section=detail.row.section)
    field = recording.definition_of(detail).all_fields.get(path)
    value = opened({**detail.answers, **detail.findings}).get(path)
    if field is None or value is None or not _sealed(field):
        raise NotFound("sealed")
    record_read(actor=actor, verb="procedures.reveal", subject=f"cases.Case:{case_id}", purpose=purpose.strip()[:100],
                person_id=detail.person_id, section=detail.row.section, detail={"path": path})
    return str(field.display(value))


def _sealed(field: Any) -> bool:
    return bool(field.sensitive) or any(s.sensitive for s in getattr(field, "fields", ()))
