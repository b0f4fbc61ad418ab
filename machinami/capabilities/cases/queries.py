"""Reading cases: own ones for residents, the sections' for staff."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.cases import states
from machinami.capabilities.cases.deadlines import deadlines  # noqa: F401 - this is its door
from machinami.capabilities.cases.linking import KINDS, alike, likely, links  # noqa: F401 - this is their door
from machinami.capabilities.cases.models import (
    Amendment,
    Case,
    CaseDocument,
    Entry,
    Findings,
    Message,
    SavedView,
)
from machinami.capabilities.cases.rows import case_row
from machinami.capabilities.cases.stepping import VERBS as STEPS  # noqa: F401 - this is its door
from machinami.capabilities.cases.types import (
    CaseDetail,
    CaseRow,
    CorrectionItem,
    CorrectionRow,
    EntryRow,
    FindingsRow,
    MessageRow,
    Neighbours,
    VersionRow,
    ViewRow,
    WorklistFilter,
)
from machinami.foundation import begins as begins  # registers the lookup
from machinami.foundation.actors import Actor
from machinami.foundation.changes import Change
from machinami.foundation.errors import NotFound
from machinami.foundation.i18n import Text
from machinami.foundation.pages import Page
from machinami.foundation.replicas import lag_tolerant
from machinami.foundation.sealing import opened
from machinami.foundation.text import kana_key, narrow, search_form

#: Further than this a list is neither counted nor leafed through, and of each way of finding so many are taken.
CAP, FOUND = 10_000, 1_000
SORTS = {"target_on", "received_at", "number", "state", "applicant_name", "code"}


def case(*, actor: Actor, case_id: Any, purpose: str) -> CaseDetail:
    """One case whole. :raises NotFound: outside the actor's own cases or sections (a refusal is on record)."""
    row = _seen(actor, Case.objects.select_related("assigned_to").filter(pk=case_id).first(), case_id, purpose)
    resident = actor.kind == "resident"
    return CaseDetail(
        row=case_row(row), version=row.version, account_id=str(row.account_id),
        person_id=str(row.person_id) if row.person_id else None, kin=row.kin, channel=row.channel,
        delete_after=row.delete_after, erased_at=row.erased_at, acting_person_id=str(row.acting_person_id) if row.acting_person_id else None, applicant_kana=row.applicant_kana,
        language=row.language, answers=_readable(actor, row.answers), answers_version=row.answers_version, steps=tuple(row.steps),
        step=row.step, outcome=row.outcome, reason=row.reason, decided_at=row.decided_at, closed_at=row.closed_at,
        corrections=tuple(_correction(c) for c in row.corrections.order_by("asked_at")),
        messages=tuple(MessageRow(m.at, m.actor_name, m.from_office, m.body, str(m.pk))
                       for m in Message.objects.filter(case=row).order_by("at")),
        versions=tuple(VersionRow(a.version, a.at, a.actor_name, _readable(actor, a.answers), tuple(a.changed))
                       for a in Amendment.objects.filter(case=row).order_by("version")),
        history=tuple(_entry(e, resident) for e in Entry.objects.filter(case=row).order_by("at", "id")
                      if e.public or not resident),
        documents=tuple((str(d.document), Text.of(d.title))
                        for d in CaseDocument.objects.filter(case=row).order_by("attached_at")),
        **(_shown_findings(row) if resident else _findings(actor, row)))


def _readable(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """An applicant reads the own answers and the platform works with them; for staff and partner systems they stay sealed."""
    return opened(values) if actor.kind in ("resident", "system") else values


def _findings(actor: Actor, row: Case) -> dict[str, Any]:
    found = tuple(FindingsRow(f.version, f.at, f.actor_name, _readable(actor, f.findings), tuple(f.changed), f.reason)
                  for f in Findings.objects.filter(case=row).order_by("version"))
    return {"findings": _readable(actor, row.findings), "findings_version": row.findings_version, "found": found}


def _shown_findings(row: Case) -> dict[str, Any]:
    """What the applicant may know of the findings: nothing before the decision, then what is meant to be shown."""
    last = Findings.objects.filter(case=row, version=row.findings_version).first() if row.outcome else None
    return {"findings": {c: v for c, v in opened(last.findings).items() if c in last.shown} if last else {}}


def receipt(*, actor: Actor, case_id: Any, purpose: str) -> CaseRow:
    """That it was received, under which number: the row alone, recorded as :func:`case` is. :raises NotFound: as there."""
    row = Case.objects.select_related("assigned_to").defer("answers", "findings", "steps", "reason").filter(pk=case_id).first()
    return case_row(_seen(actor, row, case_id, purpose))


def _seen(actor: Actor, row: Case | None, case_id: Any, purpose: str) -> Case:
    """The row, its reading on record. :raises NotFound: and the refusal is on record."""
    if row is None or not _may_see(actor, row):
        record_read(actor=actor, verb="cases.refused", subject=f"cases.Case:{case_id}", purpose=purpose, kind="refusal")
        raise NotFound("case")
    record_read(actor=actor, verb="cases.read", subject=f"cases.Case:{row.pk}", purpose=purpose,
                person_id=row.person_id, section=row.section)
    return row


def _may_see(actor: Actor, row: Case) -> bool:
    if actor.kind == "resident":
        return str(row.account_id) == actor.id
    return actor.may("cases.view", section=row.section)


def _correction(c: Any) -> CorrectionRow:
    return CorrectionRow(str(c.pk), tuple(CorrectionItem(**i) for i in c.items), c.due_on, c.asked_at, c.settled_at)


def _entry(e: Entry, resident: bool) -> EntryRow:
    name = "" if resident and e.actor.startswith("staff:") else e.actor_name
    return EntryRow(e.at, "" if resident else e.actor, name, e.verb, e.before, e.after, e.note, e.public,
                    {} if resident else e.detail, str(e.pk))


def case_id_of(number: str) -> str | None:
    """The id behind a receipt number (for moves between desk pages; the case itself is checked there)."""
    found = Case.objects.filter(number=number.upper()).values_list("pk", flat=True).first()
    return str(found) if found else None


def my_cases(*, actor: Actor, page: int = 1, size: int = 20) -> Page[CaseRow]:
    """The resident's own cases, newest first."""
    if actor.kind != "resident":
        raise NotFound("case")
    rows = Case.objects.select_related("assigned_to").filter(account_id=actor.id).order_by("-received_at")
    total = rows.count()
    return Page([case_row(r) for r in rows[(page - 1) * size: page * size]], page, size, total)


def worklist(*, actor: Actor, filters: WorklistFilter, page: int = 1, size: int = 50) -> Page[CaseRow]:
    """The cases of the actor's sections; beyond ``CAP`` they are not counted (``Page.more``).

    :raises NotAllowed: without ``cases.view``.
    """
    rows = _filtered(actor, filters)
    total = rows.order_by()[:CAP + 1].count()
    keys = _sorted(rows, filters.sort, (page - 1) * size, size)
    known = Case.objects.select_related("assigned_to").defer("answers", "findings", "steps", "reason").in_bulk(keys)
    found = [known[key] for key in keys if key in known]
    record_read(actor=actor, verb="cases.worklist", subject="cases.Case", purpose="案件の一覧",
                section=filters.section, detail={"rows": len(found)})
    return Page([case_row(r) for r in found], page, size, min(total, CAP), total > CAP)


def _sorted(rows: QuerySet[Case], sort: str, start: int, size: int) -> list[UUID]:
    """Keys of one page. Cases without a target day come last, asked for apart: no index sorts them so on SQLite."""
    key, falling = sort.lstrip("-"), sort.startswith("-")
    column = key if key in SORTS else "target_on"
    order = (f"-{column}", "-id") if falling else (column, "id")
    if column != "target_on":
        return list(rows.order_by(*order).values_list("pk", flat=True)[start:start + size])
    dated = rows.filter(target_on__isnull=False)
    found = list(dated.order_by(*order).values_list("pk", flat=True)[start:start + size])
    if len(found) < size and (undated := rows.filter(target_on=None)).exists():
        before = max(0, start - dated.count())
        found += undated.order_by("id").values_list("pk", flat=True)[before:before + size - len(found)]
    return found


def _scope(actor: Actor) -> QuerySet[Case]:
    actor.require("cases.view")
    rows = Case.objects.all()
    return rows if actor.all_sections else rows.filter(section__in=actor.sections)


def _filtered(actor: Actor, f: WorklistFilter) -> QuerySet[Case]:
    rows = _scope(actor)
    if f.states:
        rows = rows.filter(state__in=f.states)
    if f.codes:
        rows = rows.filter(code__in=f.codes)
    if f.section:
        rows = rows.filter(section=f.section)
    if f.assigned == "nobody":
        rows = rows.filter(assigned_to=None)
    elif f.assigned:
        rows = rows.filter(assigned_to_id=actor.id if f.assigned == "me" else f.assigned)
    if f.overdue:
        rows = rows.filter(target_on__lt=timezone.localdate(), state__in=states.OPEN)
    return Case.objects.filter(pk__in=_matching(rows, f.text)) if f.text.strip() else rows


def _matching(rows: QuerySet[Case], text: str) -> set[UUID]:
    """By number, kana, name or address, each from its start and each by its own index; the first thousand of each."""
    form = search_form(text)
    address = form.removeprefix(search_form("東京都杉並区")).removeprefix(search_form("杉並区"))
    # Addresses stand in cases as they are written: those in the ward begin with the prefecture, others as they may.
    starts = [("number", narrow(text).upper()), ("search_kana", kana_key(text)), ("search_subject", kana_key(text)), ("search_name", form),
              ("search_address", form), *([("search_address", search_form("東京都杉並区") + address)] if address else [])]
    return {key for column, start in starts
            for key in rows.filter(**{f"{column}__begins": start}).order_by(column).values_list("pk", flat=True)[:FOUND]}


def neighbours(*, actor: Actor, filters: WorklistFilter, case_id: Any) -> Neighbours:
    """The cases before and after one in the work list, of its first 5,000."""
    keys = [str(k) for k in _sorted(_filtered(actor, filters), filters.sort, 0, 5_000)]
    if str(case_id) not in keys:
        return Neighbours(None, None, 0, len(keys))
    at = keys.index(str(case_id))
    return Neighbours(keys[at - 1] if at else None, keys[at + 1] if at + 1 < len(keys) else None, at + 1, len(keys))


def all_of(*, actor: Actor, filters: WorklistFilter, most: int) -> list[str]:
    """Ids of the cases in the work list, in its order."""
    return [str(k) for k in _sorted(_filtered(actor, filters), filters.sort, 0, most)]


def opened_with(*, key: str) -> str | None:
    """The id of the case opened under an idempotency key. For other capabilities, not for views."""
    found = Case.objects.filter(idempotency_key=key).values_list("pk", flat=True).first()
    return str(found) if found else None


def saved_views(*, actor: Actor) -> list[ViewRow]:
    """One's own saved views, by name."""
    return [ViewRow(str(v.pk), v.name, v.query) for v in SavedView.objects.filter(staff_id=actor.id).order_by("name")]


def desk_counts(*, actor: Actor) -> dict[str, int]:
    """Today's figures for the desk: overdue, due today, unassigned, mine, and per state."""
    today, scope = timezone.localdate(), _scope(actor)
    is_open = Q(state__in=states.OPEN)
    asked = {"overdue": Q(target_on__lt=today), "today": Q(target_on=today), "unassigned": Q(assigned_to=None),
             "mine": Q(assigned_to_id=actor.id)}
    # One count each: every one has its index, while a count of all at once reads every case whole.
    counts = {name: scope.filter(is_open & only).count() for name, only in asked.items()}
    by_state = scope.values_list("state").annotate(n=Count("id"))
    return {**counts, **{f"state_{state}": n for state, n in by_state}}


@lag_tolerant
def counts_by_code(codes: Iterable[str] | None = None) -> dict[str, dict[str, int]]:
    """Procedure code → {"cases", "open", "done"}; figures only, for the plan page."""
    rows = Case.objects.values("code").annotate(
        cases=Count("id"), open=Count("id", filter=Q(state__in=states.OPEN)),
        done=Count("id", filter=Q(state__in=("approved", "refused", "completed"))))
    wanted = set(codes) if codes is not None else None
    return {r["code"]: {k: r[k] for k in ("cases", "open", "done")} for r in rows
            if wanted is None or r["code"] in wanted}


#: What somebody outside the office did, or what frees a case for the desk: the section has something to do.
_WORK = frozenset({"open", "amend", "withdraw", "payment_settled", "all_signed", "signed_again", "signatures_ran_out"})
#: Where it waits for somebody else than the office.
_ELSEWHERE = ("awaiting_payment", "awaiting_signatures")


def changes(*, since: UUID) -> list[Change]:
    """What happened to cases since ``since``, for the event stream, which asks each listener's rights."""
    columns = ("id", "case_id", "case__account_id", "case__section", "actor")
    steps = Entry.objects.filter(pk__gte=since).values_list(*columns, "public", "verb", "after")
    words = Message.objects.filter(pk__gte=since).values_list(*columns, "from_office")
    return [
        *(_change(row, public=public, work=verb in _WORK and after not in _ELSEWHERE)
          for *row, public, verb, after in steps),
        *(_change(row, work=not from_office) for *row, from_office in words)]


def _change(row: list[Any], *, work: bool, public: bool = True) -> Change:
    key, case_id, account_id, section, actor = row
    return Change(id=key, kind="case", subject=str(case_id), account=str(account_id), section=section, actor=actor,
                  public=public, work=work)
