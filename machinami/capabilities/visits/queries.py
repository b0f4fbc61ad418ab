"""Reading visits: one's own, and those of people who stand at the counter."""

from __future__ import annotations

from typing import Any

from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.cases import queries as cases
from machinami.capabilities.cases.states import STATES
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.procedures import queries as procedures
from machinami.capabilities.visits import planning
from machinami.capabilities.visits.models import Part, Visit
from machinami.capabilities.visits.planning import event, interview, paper, plan  # noqa: F401 - this is their door
from machinami.capabilities.visits.types import Moment, PartRow, VisitRow
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound
from machinami.foundation.i18n import Text

_PURPOSE = "本人が自分の申請を見る"


def own(actor: Actor, visit_id: Any) -> Visit:
    """The row itself, for actions. :raises NotFound: for another's."""
    found = Visit.objects.filter(pk=visit_id, account_id=actor.id).first() if actor.kind == "resident" else None
    if found is None:
        raise NotFound("visit")
    return found


def for_staff(actor: Actor, visit_id: Any) -> Visit:
    actor.require("visits.receive")
    found = Visit.objects.exclude(state="gathering").filter(pk=visit_id).first()
    if found is None:
        raise NotFound("visit")
    return found


def visit(*, actor: Actor, visit_id: Any) -> VisitRow:
    """One's own. :raises NotFound:"""
    return row_of(own(actor, visit_id))


def received(*, actor: Actor, visit_id: Any) -> VisitRow:
    """Of somebody at the counter, who showed its code. Each look is on record."""
    row = for_staff(actor, visit_id)
    record_read(actor=actor, verb="visits.read", subject=f"visits.Visit:{row.pk}", purpose="窓口に来た人の申請を見る")
    return row_of(row)


def my_visits(*, actor: Actor) -> list[VisitRow]:
    """One's own, the newest first."""
    if actor.kind != "resident":
        return []
    return [row_of(v) for v in Visit.objects.filter(account_id=actor.id).order_by("-created_at").prefetch_related("parts__case")[:10]]


def visit_of_case(*, actor: Actor, case_id: Any) -> VisitRow | None:
    """The visit in which the resident sent this case."""
    part = Part.objects.filter(case_id=case_id, visit__account_id=actor.id).select_related("visit").first()
    return row_of(part.visit) if part and actor.kind == "resident" else None


def timeline(*, actor: Actor, visit_id: Any) -> list[Moment]:
    """What happened in all its cases, in one order, the newest first. For its resident."""
    row = visit(actor=actor, visit_id=visit_id)
    found = [Moment(e.at, p.title, p.number, str(p.case_id), p.who, STATES[e.after])
             for p in row.parts if p.case_id
             for e in cases.case(actor=actor, case_id=p.case_id, purpose=_PURPOSE).history if e.after and e.after != e.before]
    return sorted(found, key=lambda m: m.at, reverse=True)


def row_of(row: Visit) -> VisitRow:
    parts = sorted(row.parts.select_related("case") if not _fetched(row) else row.parts.all(), key=lambda p: p.position)
    title = planning.event(row.event).title
    return VisitRow(
        id=str(row.pk), event=row.event, title=title, code=row.code, state=row.state,  # type: ignore[arg-type]
        draft_id=str(row.draft) if row.draft else None, created_at=row.created_at, sent_at=row.sent_at,
        parts=tuple(_part(p) for p in parts), checked_at=row.checked_at, checked_by=row.checked_by, checked_how=row.checked_how,
        applicant=next((p.case.applicant_name for p in parts if p.case), "") or identity.account(row.account_id).name)


def _fetched(row: Visit) -> bool:
    return "parts" in getattr(row, "_prefetched_objects_cache", {})


def _part(p: Part) -> PartRow:
    found = procedures.current(p.code).definition
    case = p.case
    return PartRow(
        id=str(p.pk), code=p.code, title=found.title, who=p.person_name or "", draft_id=str(p.draft) if p.draft else None,
        case_id=str(p.case_id) if p.case_id else None, number=case.number if case else "", state=case.state if case else "",
        section=found.section, target_on=case.target_on if case else None,
        problem=Text(**p.problem) if p.problem else None, after=tuple(p.after))


def places(event_code: str) -> tuple[str, ...]:
    """The kinds of life event that it is (``moving_in`` …)."""
    return procedures.current(event_code).life_events


def picture(code: str) -> str:
    """The code for the counter as a QR code (ISO/IEC 18004), an inline SVG, black on white whatever the page's colours."""
    import segno

    return str(segno.make(f"MACHINAMI:{code}", error="m").svg_inline(scale=8, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None))
