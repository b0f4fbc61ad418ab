"""Cases: a resident's own, or those of a staff member's or partner system's sections."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from machinami.capabilities.cases import actions, queries
from machinami.capabilities.cases.types import CorrectionItem, WorklistFilter
from machinami.capabilities.procedures import actions as procedure_actions
from machinami.capabilities.procedures import desk
from machinami.foundation.errors import Refused
from machinami.foundation.sealing import veiled
from machinami.shells.api.case_shapes import Answers, CaseDetailOut, CaseOut, CasesOut, case_detail, case_row
from machinami.shells.api.matching import TAGGED, matched, same
from machinami.shells.api.paging import LINKED, paged
from machinami.shells.api.parameters import (
    Body,
    Code,
    CodeInPath,
    Day,
    IfMatch,
    IfNoneMatch,
    Number,
    Revision,
    Search,
    Size,
    Words,
)
from machinami.shells.api.problems import MATCHED, READ, SENT, SIGNED_IN

router = Router()
PURPOSE = "APIでの参照"
Outcome = Literal["approved", "refused"]
State = Annotated[str, Query(max_length=40, pattern=r"^[a-z_]*$", description="Only cases in this state")]
PDF: dict[str, Any] = {"responses": {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}}


class DecisionIn(Body):
    """``reasons``: codes of the procedure's ``refusal_reasons``, before the office's own words."""

    outcome: Outcome
    reasons: list[Code] = []
    reason: Words = ""
    revision: Revision | None = None


class ItemIn(Body):
    path: Code
    reason: Words


class CorrectionIn(Body):
    items: Annotated[list[ItemIn], Field(min_length=1, max_length=100)]
    due_on: Day
    revision: Revision | None = None


class FindingsIn(Body):
    """Finding code → value (null takes it back); ``seen``: the ``findings_version`` it was worked out from."""

    values: dict[str, Any]
    seen: Revision | None = None
    reason: Words = ""


class FindingsOut(Schema):
    findings: Answers
    version: int


class FoundOut(Schema):
    """Finding code → what the register says, to be looked at and recorded."""

    values: dict[str, Any]


class PreviewIn(Body):
    outcome: Outcome
    paper: Code = ""
    reasons: list[Code] = []
    reason: Words = ""


class RevealIn(Body):
    path: Code
    purpose: Words


class RevealedOut(Schema):
    words: str


@router.get("", response={200: CasesOut, **SIGNED_IN}, openapi_extra=LINKED, summary="One's own cases, or the work list")
def cases(request: HttpRequest, response: HttpResponse, page: Number = 1, size: Size = 50, q: Search = "", state: State = "") -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    if actor.kind == "resident":
        found = queries.my_cases(actor=actor, page=page, size=size)
    else:
        filters = WorklistFilter(text=q, states=(state,) if state else ())
        found = queries.worklist(actor=actor, filters=filters, page=page, size=size)
    return paged(request, response, found, case_row)


@router.get("/{case_id}", response={200: CaseDetailOut, **READ}, openapi_extra=TAGGED, summary="One case whole")
def case(request: HttpRequest, response: HttpResponse, case_id: UUID, if_none_match: IfNoneMatch = None) -> Any:
    detail = queries.case(actor=request.auth, case_id=case_id, purpose=PURPOSE)  # type: ignore[attr-defined]
    shown = case_detail(detail)
    return (304, None) if same(request, response, detail.row.revision, shown) else shown


@router.post("/{case_id}/decision", response={200: CaseOut, **MATCHED}, summary="Approve or refuse")
def decide(request: HttpRequest, case_id: UUID, body: DecisionIn, if_match: IfMatch = None) -> Any:
    with matched(request, body.revision) as revision:
        return procedure_actions.decide(actor=request.auth, case_id=case_id,  # type: ignore[attr-defined]
                                        **{**body.dict(), "revision": revision})


@router.post("/{case_id}/findings", response={200: FindingsOut, **SENT}, summary="Record what the office found out")
def findings(request: HttpRequest, case_id: UUID, body: FindingsIn) -> Any:
    result = procedure_actions.record_findings(actor=request.auth, case_id=case_id, **body.dict())  # type: ignore[attr-defined]
    if result.errors:
        raise Refused("入力内容を確認してください", code="answers", fields=result.errors)
    detail = queries.case(actor=request.auth, case_id=case_id, purpose=PURPOSE)  # type: ignore[attr-defined]
    return {"findings": veiled(detail.findings), "version": detail.findings_version}


@router.post("/{case_id}/findings/{step}/look-up", response={200: FoundOut, **SIGNED_IN}, summary="Ask the step's register")
def look_up(request: HttpRequest, case_id: UUID, step: CodeInPath) -> Any:
    return {"values": procedure_actions.look_up(actor=request.auth, case_id=case_id, step=step)}  # type: ignore[attr-defined]


@router.post("/{case_id}/preview", response={200: None, **SENT}, openapi_extra=PDF,
             summary="A document of the decision as a draft (PDF)")
def preview(request: HttpRequest, case_id: UUID, body: PreviewIn) -> Any:
    content = desk.preview(actor=request.auth, case_id=case_id, outcome=body.outcome, paper=body.paper,  # type: ignore[attr-defined]
                           reasons=tuple(body.reasons), reason=body.reason)
    return HttpResponse(content, content_type="application/pdf")


@router.post("/{case_id}/reveal", response={200: RevealedOut, **SENT}, summary="A sealed value, on record with its purpose")
def reveal(request: HttpRequest, case_id: UUID, body: RevealIn) -> Any:
    return {"words": desk.reveal(actor=request.auth, case_id=case_id, **body.dict())}  # type: ignore[attr-defined]


@router.post("/{case_id}/correction", response={200: CaseOut, **MATCHED}, summary="Ask for a correction")
def correction(request: HttpRequest, case_id: UUID, body: CorrectionIn, if_match: IfMatch = None) -> Any:
    items = [CorrectionItem(i.path, i.reason) for i in body.items]
    with matched(request, body.revision) as revision:
        return actions.request_correction(actor=request.auth, case_id=case_id, items=items,  # type: ignore[attr-defined]
                                          due_on=body.due_on, revision=revision)
