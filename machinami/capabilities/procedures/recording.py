"""Keeping what the office finds out, and asking before a decision whether it is all there. Called by actions only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.cases.types import CaseDetail
from machinami.capabilities.procedures import queries, wording
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.facts import case_facts
from machinami.capabilities.procedures.fields.base import Context, Errors, Facts
from machinami.capabilities.procedures.fields.controls import Posted
from machinami.capabilities.procedures.findings import FindingsForm, beside
from machinami.capabilities.procedures.reading import fill, pressed, read_page
from machinami.capabilities.procedures.settling import Settled, scope_of, settle
from machinami.capabilities.procedures.submission import changed_paths
from machinami.capabilities.procedures.types import Recorded
from machinami.capabilities.procedures.validation import Invalid, acceptable, shape_errors, validate
from machinami.capabilities.procedures.words import say
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.sealing import opened

PURPOSE = "申請の審査"


def definition_of(detail: CaseDetail) -> Definition:
    return queries.definition(detail.row.code, detail.version)


def context_for(actor: Actor, detail: CaseDetail, *, outcome: str | None = None, today: date | None = None) -> Context:
    """The circumstances of the desk: today, the applicant's answers and the case's dates beside the findings."""
    today = today or timezone.localdate()
    decided = timezone.localdate(detail.decided_at) if detail.decided_at else today if outcome else None
    facts = {"case_number": detail.row.number, "case_received_on": timezone.localdate(detail.row.received_at).isoformat(),
             "decided_on": decided.isoformat() if decided else None, "outcome": outcome}
    return Context(today=today, facts=_register(actor, detail, today), outer=beside(opened(detail.answers), **facts))


def _register(actor: Actor, detail: CaseDetail, today: date) -> Facts:
    """The register is asked (and the look put on record) only where the findings need it."""
    entries = definition_of(detail).approval.entries
    nodes = [n for e in entries for n in (*e.conditions, e.field.suggest, getattr(e.field, "expression", None)) if n]
    needed = any(n.uses_register() for n in nodes) or any(getattr(e.field, "offer", None) for e in entries)
    return case_facts(actor, detail, today, PURPOSE) if needed and detail.person_id else Facts()


def settled_findings(detail: CaseDetail, context: Context, form: FindingsForm) -> Settled:
    """The findings that the answers still ask for, with what is calculated from them."""
    known = {c: v for c, v in opened(detail.findings).items() if c in form.fields and not form.fields[c].computed}
    return settle(form, known, context)


# recording

def record(actor: Actor, case_id: Any, step: str, posted: Posted, seen: int | None, reason: str) -> Recorded:
    """Read one block as it was typed. What can be read is kept; what is left open is no error before the decision."""
    detail = case_queries.case(actor=actor, case_id=case_id, purpose=PURPOSE)
    form = definition_of(detail).approval
    page = form.questions.get(step)
    if page is None:
        raise NotFound("finding")
    if pressed(page, posted):
        return Recorded(errors=fill(page, posted)[1], stay=True)
    context, now = context_for(actor, detail), opened(detail.findings)
    partly = Posted({**posted.values, "later": ["1"]}, posted.files)
    read = read_page(form, page, now, partly, context)
    values = {c: _left_empty(form, c, now, context) if v is None else v for c, v in read.values.items()}
    errors = _clashes(detail, form, values, seen) or _keep(actor, detail, form, values, reason, context)
    return Recorded(errors=read.errors | errors)


def _left_empty(form: FindingsForm, code: str, now: Mapping[str, Any], context: Context) -> Any:
    """A sensitive input shows nothing of what it holds; left empty it keeps that, or takes the applicant's own."""
    field = form.fields[code]
    if not field.sensitive:
        return None
    return now[code] if code in now else suggested(form, field, settle(form, now, context), context)


def suggested(form: FindingsForm, field: Any, settled: Settled, context: Context) -> Any:
    """What a finding starts with, from the applicant's answers; None where that is not of its shape."""
    if field.suggest is None or field.computed:
        return None
    value = field.suggest.evaluate(scope_of(form, settled.answers, context))
    return value if value is not None and form.compiled.each[field.code].is_valid(value) else None


def record_values(actor: Actor, case_id: Any, given: Mapping[str, Any], seen: int | None, reason: str) -> Recorded:
    """The same from values (code → value, None to take back), as the API sends them. All or nothing."""
    detail = case_queries.case(actor=actor, case_id=case_id, purpose=PURPOSE)
    form = definition_of(detail).approval
    errors = shape_errors(form, {c: v for c, v in given.items() if v is not None}) | {
        c: wording.CALCULATED for c in given if c in form.fields and form.fields[c].computed}
    errors = errors or _clashes(detail, form, given, seen)
    return Recorded(errors=errors or _keep(actor, detail, form, given, reason, context_for(actor, detail)))


def _clashes(detail: CaseDetail, form: FindingsForm, values: Mapping[str, Any], seen: int | None) -> Errors:
    """What a colleague has meanwhile recorded otherwise than is posted now: nothing is overwritten unseen."""
    if seen is None or seen >= detail.findings_version:
        return {}
    before = next((opened(f.findings) for f in detail.found if f.version == seen), {})
    now, errors = opened(detail.findings), {}
    for code, value in values.items():
        if now.get(code) != before.get(code) and value != now.get(code):
            shown = wording.BLANK if now.get(code) is None else form.fields[code].display(now[code])
            errors[code] = say(wording.RECORDED_ELSEWHERE, other=shown, who=detail.found[-1].actor_name)
    return errors


def _keep(actor: Actor, detail: CaseDetail, form: FindingsForm, values: Mapping[str, Any], reason: str,
          context: Context) -> Errors:
    now = opened(detail.findings)
    merged = {c: v for c, v in {**now, **values}.items() if v is not None and c in form.fields and not form.fields[c].computed}
    try:
        whole = acceptable(form, merged, context)
    except Invalid as invalid:
        return dict(invalid.fields)
    changed = changed_paths(now, whole)
    corrected = [p for p in changed if p.split(".")[0] in now and not form.fields[p.split(".")[0]].computed]
    if corrected and not reason.strip():
        return {"reason": wording.WHY_CORRECTED}
    if changed:
        cases.record_findings(actor=actor, case_id=detail.row.id, findings=whole, changed=changed, shown=form.shown,
                              reason=reason if corrected else "", version=detail.findings_version)
    return {}


# deciding

def ask_before_deciding(actor: Actor, case_id: str, outcome: str) -> None:
    """Registered at the cases' port. :raises Refused: ``fields`` names what has still to be found out."""
    detail = case_queries.case(actor=actor, case_id=case_id, purpose=PURPOSE)
    definition = definition_of(detail)
    if not definition.findings:
        return
    form = definition.approval if outcome == "approved" else definition.refusal
    context = context_for(actor, detail, outcome=outcome)
    settled = settled_findings(detail, context, form)
    try:
        validate(form, {c: v for c, v in settled.answers.items() if not form.fields[c].computed}, context)
    except Invalid as invalid:
        raise Refused(_still_open(form, invalid.fields), code="findings", fields=invalid.fields) from invalid


def _still_open(form: FindingsForm, errors: Mapping[str, Text]) -> Text:
    steps = dict.fromkeys(form.questions[form.step_of(p.split(".")[0])].heading.ja for p in errors
                          if p.split(".")[0] in form.fields)
    return Text(ja=f"決定の前に、次の確認を記録してください：{'、'.join(steps) or '確かめたこと'}")


def reason_text(definition: Definition, reasons: list[str], words: str) -> str:
    """The reasons picked, with their articles, then the desk's own words. :raises Refused: for one that is not there."""
    known = {r.code: r for r in definition.refusal_reasons}
    if strange := [r for r in reasons if r not in known]:
        raise Refused("却下の理由を、表示されている中から選んでください", code="reasons", fields={"reasons": Text(ja="／".join(strange))})
    sentences = [known[r].sentence for r in dict.fromkeys(reasons)]
    return "\n".join(s for s in (*sentences, words.strip()) if s)
