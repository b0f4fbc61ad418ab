"""Deciding at the desk: looking things up before, seeing the document that will be issued, and the decision itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.cases.types import CaseDetail, CaseRow
from machinami.capabilities.documents import queries as documents
from machinami.capabilities.procedures import papers, recording, wording
from machinami.capabilities.procedures.definition import Definition, IssuedDocument
from machinami.capabilities.procedures.facts import case_facts
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.findings import FindingsForm
from machinami.capabilities.procedures.ports import Unavailable, Wanted, register
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound, Refused
from machinami.foundation.sealing import opened

PURPOSE = "決定の前の文書の確認"


def decide(actor: Actor, case_id: Any, outcome: str, reasons: Sequence[str], reason: str, revision: int | None) -> CaseRow:
    words = reason.strip()
    if outcome == "refused":
        detail = case_queries.case(actor=actor, case_id=case_id, purpose=recording.PURPOSE)
        words = recording.reason_text(recording.definition_of(detail), list(reasons), reason)
    return cases.decide(actor=actor, case_id=case_id, outcome=outcome, reason=words, revision=revision)


def look_up(actor: Actor, case_id: Any, step: str) -> dict[str, Any]:
    detail = case_queries.case(actor=actor, case_id=case_id, purpose=recording.PURPOSE)
    actor.require("cases.handle", section=detail.row.section)
    form = recording.definition_of(detail).approval
    page = form.questions.get(step)
    if page is None or not page.lookup:
        raise NotFound("register")
    if not detail.person_id:
        raise Refused(wording.NOBODY, code="nobody")
    book = register(page.lookup)
    if book is None:
        raise Refused(wording.NO_REGISTER, code="no_register")
    record_read(actor=actor, verb="procedures.look_up", subject=f"cases.Case:{case_id}", purpose=f"{book.title}の照会",
                person_id=detail.person_id, section=detail.row.section, detail={"register": page.lookup})
    try:
        found = book.look_up(Wanted(detail.person_id, detail.row.code, opened(detail.answers)))
    except Unavailable as silent:
        raise Refused(wording.REGISTER_SILENT, code="register_silent") from silent
    fitting = {c: v for c, v in (found or {}).items() if _fits(form, page, c, v)}
    if not fitting:
        raise Refused(wording.NOT_IN_REGISTER, code="not_in_register")
    return fitting


def _fits(form: FindingsForm, page: Any, code: str, value: Any) -> bool:
    """A finding of this step, in its field's shape: a register's slip is not carried further."""
    return code in {f.code for f in page.fields} and form.compiled.each[code].is_valid(value)


# the documents of a decision

class Papers:
    """What a decision leads to: answers and findings together, and the documents made from them."""

    def __init__(self, definition: Definition, detail: CaseDetail, outcome: str, context: Context) -> None:
        form = definition.approval if outcome == "approved" else definition.refusal
        self.definition, self.outcome, self.context = definition, outcome, context
        self.findings = recording.settled_findings(detail, context, form).answers
        self.whole = {**opened(detail.answers), **self.findings}

    def wanted(self) -> list[IssuedDocument]:
        return papers.wanted(self.definition, self.whole, self.context, self.outcome)

    def contents(self, paper: IssuedDocument, reason: str) -> dict[str, Any]:
        data = papers.contents(self.definition, paper, self.whole, self.context)
        return {**data, "reason": reason} if paper.template == "decision" and reason else data


def papers_for(actor: Actor, detail: CaseDetail, outcome: str, *, listed: bool = False) -> Papers:
    """As they would be if it were decided so now. ``listed``: only which; the register is asked where that depends on it."""
    definition = recording.definition_of(detail)
    context = recording.context_for(actor, detail, outcome=outcome)
    needed = not listed or any(d.when is not None and d.when.uses_register() for d in definition.documents)
    if needed and not context.facts.known:
        context = replace(context, facts=case_facts(actor, detail, context.today, PURPOSE))
    return Papers(definition, detail, outcome, context)


def preview(actor: Actor, case_id: Any, outcome: str, paper: str, reasons: Sequence[str], reason: str) -> bytes:
    """The PDF of one document that the decision would issue, marked as a draft.

    :raises Refused: when this decision issues none of that code.
    """
    detail = case_queries.case(actor=actor, case_id=case_id, purpose=PURPOSE)
    actor.require("cases.handle", section=detail.row.section)
    made = papers_for(actor, detail, outcome)
    words = recording.reason_text(made.definition, list(reasons), reason) if outcome == "refused" else reason.strip()
    found = next((p for p in made.wanted() if paper in ("", p.code)), None)
    if found is None:
        raise Refused("この決定では、文書は出ません。確かめたことの記録を見直してください", code="no_paper")
    return documents.preview(actor=actor, title=found.title, template=found.template, data=made.contents(found, words),
                             subject=f"cases.Case:{case_id}", section=detail.row.section, person_id=detail.person_id)
