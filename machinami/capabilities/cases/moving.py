"""How a row moves: locked, its state followed, its history and audit written. Called by actions only."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.cases import states
from machinami.capabilities.cases.models import Case, Entry
from machinami.capabilities.cases.rows import case_row
from machinami.capabilities.cases.types import CaseRow
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import fiscal_year
from machinami.foundation.errors import Conflict, NotFound
from machinami.foundation.prepared import insert


def locked(actor: Actor, case_id: Any, permission: str, revision: int | None = None) -> Case:
    """The row, locked. :raises NotFound: out of reach. :raises Conflict: when it is no longer at ``revision``."""
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None or (
            actor.kind in ("staff", "partner") and not any(actor.may(p, section=case.section) for p in ("cases.view", permission))):
        raise NotFound("case")
    actor.require(permission, section=case.section)
    if revision is not None and revision != case.revision:
        raise Conflict("ほかの職員がこの案件を変更しました。画面を読み込み直して、内容を確かめてください", code="revision")
    return case


def own(actor: Actor, case_id: Any) -> Case:
    """The applicant's own case, locked. :raises NotFound:"""
    case = Case.objects.select_for_update().filter(pk=case_id, account_id=actor.id).first() \
        if actor.kind == "resident" else None
    if case is None:
        raise NotFound("case")
    return case


def received_at(day: date | None) -> datetime:
    """Now, or for paper that came in on an earlier day the end of that day."""
    now = timezone.now()
    return now if day is None or day >= timezone.localdate(now) else timezone.make_aware(datetime.combine(day, time(17)))


def close(case: Case) -> None:
    """From now its deletion clock runs: the end of the fiscal year, and the years it is kept."""
    case.closed_at = timezone.now()
    case.delete_after = date(fiscal_year(timezone.localdate()) + 1 + case.retention_years, 3, 31)


def move(case: Case, actor: Actor, verb: str, *, public: bool = False, note: str = "",
          detail: dict[str, Any] | None = None) -> CaseRow:
    before = case.state
    case.state = states.follow(verb, before)
    return save(case, actor, verb, before, public=public, note=note, detail=detail)


def save(case: Case, actor: Actor, verb: str, before: str, *, public: bool = False, note: str = "",
          detail: dict[str, Any] | None = None) -> CaseRow:
    case.revision += 1
    case.save()
    history(case, actor, verb, before, case.state, public=public, note=note, detail=detail)
    return case_row(case)


def history(case: Case, actor: Actor, verb: str, before: str, after: str, *, public: bool = False,
             note: str = "", detail: dict[str, Any] | None = None) -> None:
    insert(Entry(case=case, actor=actor.label, actor_name=actor.name, verb=verb, before=before, after=after,
                 note=note, public=public, detail=detail or {}))
    record(actor=actor, verb=f"cases.{verb}", subject=f"cases.Case:{case.pk}", section=case.section,
           person_id=case.person_id, detail=detail)


def about(case: Case) -> dict[str, str]:
    return {"case_id": str(case.pk), "number": case.number, "code": case.code, "section": case.section,
            "account_id": str(case.account_id)}
