"""Cases: a resident's own, or those of a staff member's sections."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from machinami.capabilities.cases import actions, queries
from machinami.capabilities.cases.types import CorrectionItem, WorklistFilter
from machinami.capabilities.procedures import actions as procedure_actions
from machinami.capabilities.procedures import desk
from machinami.foundation.errors import Refused
from machinami.foundation.sealing import veiled
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
    """``reasons``: codes of the procedure's ``refusal_reasons``, before the office's own words."""

    outcome: str
    reasons: list[str] = []
    reason: str = ""
    revision: int | None = None


class ItemIn(Schema):
    path: str
    reason: str


class CorrectionIn(Schema):
    items: list[ItemIn]
    due_on: date
    revision: int | None = None


class FindingsIn(Schema):
    """Finding code → value (null takes it back); ``seen``: the ``findings_version`` it was worked out from."""

    values: dict[str, Any]
    seen: int | None = None
    reason: str = ""


class PreviewIn(Schema):
    outcome: str
    paper: str = ""
    reasons: list[str] = []
    reason: str = ""


class RevealIn(Schema):
    path: str
    purpose: str


class RevealedOut(Schema):
    words: str


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
    return veiled(asdict(detail))


@router.post("/{case_id}/decision", response={200: CaseOut, **SIGNED_IN}, summary="Approve or refuse")
def decide(request: HttpRequest, case_id: UUID, body: DecisionIn) -> Any:
    return procedure_actions.decide(actor=request.auth, case_id=case_id, **body.dict())  # type: ignore[attr-defined]


@router.post("/{case_id}/findings", response={200: dict, **SIGNED_IN}, summary="Record what the office found out")
def findings(request: HttpRequest, case_id: UUID, body: FindingsIn) -> Any:
    result = procedure_actions.record_findings(actor=request.auth, case_id=case_id, **body.dict())  # type: ignore[attr-defined]
    if result.errors:
        raise Refused("入力内容を確認してください", code="answers", fields=result.errors)
    detail = queries.case(actor=request.auth, case_id=case_id, purpose="APIでの参照")  # type: ignore[attr-defined]
    return {"findings": veiled(detail.findings), "version": detail.findings_version}


@router.post("/{case_id}/findings/{step}/look-up", response={200: dict, **SIGNED_IN}, summary="Ask the step's register")
def look_up(request: HttpRequest, case_id: UUID, step: str) -> Any:
    return procedure_actions.look_up(actor=request.auth, case_id=case_id, step=step)  # type: ignore[attr-defined]


@router.post("/{case_id}/preview", response={200: None, **SIGNED_IN}, summary="A document of the decision as a draft (PDF)")
def preview(request: HttpRequest, case_id: UUID, body: PreviewIn) -> Any:
    content = desk.preview(actor=request.auth, case_id=case_id, outcome=body.outcome, paper=body.paper,  # type: ignore[attr-defined]
                           reasons=tuple(body.reasons), reason=body.reason)
    return HttpResponse(content, content_type="application/pdf")


@router.post("/{case_id}/reveal", response={200: RevealedOut, **SIGNED_IN}, summary="A sealed value, on record with its purpose")
def reveal(request: HttpRequest, case_id: UUID, body: RevealIn) -> Any:
    return {"words": desk.reveal(actor=request.auth, case_id=case_id, **body.dict())}  # type: ignore[attr-defined]


@router.post("/{case_id}/correction", response={200: CaseOut, **SIGNED_IN}, summary="Ask for a correction")
def correction(request: HttpRequest, case_id: UUID, body: CorrectionIn) -> Any:
    items = [CorrectionItem(i.path, i.reason) for i in body.items]
    return actions.request_correction(actor=request.auth, case_id=case_id, items=items,  # type: ignore[attr-defined]
                                      due_on=body.due_on, revision=body.revision)
