"""Cases: a resident's own, or those of a staff member's sections."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from machinami.capabilities.cases import actions, queries
from machinami.capabilities.cases.types import CorrectionItem, WorklistFilter
from machinami.shells.api.problems import SIGNED_IN

router = Router()


class CaseOut(Schema):
    id: str
    number: str
    code: str
    section: str
    state: str
    received_at: datetime
    target_on: date | None
    revision: int


class CasesOut(Schema):
    rows: list[CaseOut]
    number: int
    size: int
    total: int


class DecisionIn(Schema):
    outcome: str
    reason: str = ""
    revision: int | None = None


class ItemIn(Schema):
    path: str
    reason: str


class CorrectionIn(Schema):
    items: list[ItemIn]
    due_on: date
    revision: int | None = None


@router.get("", response={200: CasesOut, **SIGNED_IN}, summary="One's own cases, or the work list")
def cases(request: HttpRequest, page: int = 1, size: int = 50, q: str = "", state: str = "") -> Any:
    actor, page, size = request.auth, max(1, min(page, 10**6)), max(1, min(size, 200))  # type: ignore[attr-defined]
    if actor.kind == "resident":
        found = queries.my_cases(actor=actor, page=page, size=size)
    else:
        filters = WorklistFilter(text=q.replace("\x00", "")[:100], states=(state,) if state else ())
        found = queries.worklist(actor=actor, filters=filters, page=page, size=size)
    return {"rows": found.rows, "number": found.number, "size": found.size, "total": found.total}


@router.get("/{case_id}", response={200: dict, **SIGNED_IN}, summary="One case whole")
def case(request: HttpRequest, case_id: UUID) -> Any:
    detail = queries.case(actor=request.auth, case_id=case_id, purpose="APIでの参照")  # type: ignore[attr-defined]
    return asdict(detail)


@router.post("/{case_id}/decision", response={200: CaseOut, **SIGNED_IN}, summary="Approve or refuse")
def decide(request: HttpRequest, case_id: UUID, body: DecisionIn) -> Any:
    return actions.decide(actor=request.auth, case_id=case_id, **body.dict())  # type: ignore[attr-defined]


@router.post("/{case_id}/correction", response={200: CaseOut, **SIGNED_IN}, summary="Ask for a correction")
def correction(request: HttpRequest, case_id: UUID, body: CorrectionIn) -> Any:
    items = [CorrectionItem(i.path, i.reason) for i in body.items]
    return actions.request_correction(actor=request.auth, case_id=case_id, items=items,  # type: ignore[attr-defined]
                                      due_on=body.due_on, revision=body.revision)
