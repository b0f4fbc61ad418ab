"""A resident's own applications: begun, filled in, sent. The same actions as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from machinami.capabilities.procedures import actions, queries
from machinami.capabilities.procedures.types import DraftRow
from machinami.foundation.i18n import Text
from machinami.shells.api.matching import TAGGED, matched, same, tag
from machinami.shells.api.paging import LINKED, Paged, cut, paged
from machinami.shells.api.parameters import (
    Body,
    Code,
    CodeInPath,
    IdempotencyKey,
    IfMatch,
    IfNoneMatch,
    Number,
    Revision,
    Size,
)
from machinami.shells.api.problems import DROPPED, MATCHED, READ, SENT, SIGNED_IN

router = Router()


class StartIn(Body):
    """``for_person``: the member of the household it is for, where the procedure lets one apply for them."""

    code: Code
    for_person: UUID | None = None


class AnswersIn(Body):
    """Field code → value, as the procedure's schema says; ``revision`` as read, to overwrite nobody's newer answers."""

    answers: dict[str, Any]
    revision: Revision | None = None


class SubmitIn(Body):
    """``agreed``: codes of the declarations agreed to."""

    agreed: Annotated[list[Code], Field(max_length=100)] = []


class DraftOut(Schema):
    """``missing``: path → what is still to be answered; ``not_for``: why the procedure is not for this person."""

    id: str
    code: str
    version: int
    revision: int
    answers: dict[str, Any]
    missing: dict[str, str]
    not_for: str | None = None
    updated_at: datetime
    expires_on: date
    case_id: str | None


class DraftsOut(Paged):
    rows: list[DraftOut]


class SubmittedOut(Schema):
    """The case; ``charge_id`` where a fee is to be paid first."""

    id: str
    number: str
    state: str
    charge_id: str | None


def _out(draft: DraftRow, not_for: Text | None = None) -> dict[str, Any]:
    return {"id": draft.id, "code": draft.code, "version": draft.version, "revision": draft.revision,
            "answers": draft.answers, "missing": {p: str(t) for p, t in queries.missing(draft).items()},
            "not_for": None if not_for is None else str(not_for), "updated_at": draft.updated_at,
            "expires_on": draft.expires_on, "case_id": draft.case_id}


def _tagged(response: HttpResponse, shown: dict[str, Any]) -> dict[str, Any]:
    response["ETag"] = tag(shown["revision"], shown)
    return shown


@router.get("", response={200: DraftsOut, **SIGNED_IN}, openapi_extra=LINKED, summary="One's own open applications")
def drafts(request: HttpRequest, response: HttpResponse, page: Number = 1, size: Size = 50) -> Any:
    return paged(request, response, cut(queries.my_drafts(actor=request.auth), page, size), _out)  # type: ignore[attr-defined]


@router.post("", response={200: DraftOut, **SENT}, openapi_extra=TAGGED, summary="Begin an application, or go on with the one begun")
def start(request: HttpRequest, response: HttpResponse, body: StartIn) -> Any:
    return _tagged(response, _out(actions.start_draft(
        actor=request.auth, code=body.code, for_person=body.for_person)))  # type: ignore[attr-defined]


@router.get("/{draft_id}", response={200: DraftOut, **READ}, openapi_extra=TAGGED, summary="One application")
def draft(request: HttpRequest, response: HttpResponse, draft_id: UUID, if_none_match: IfNoneMatch = None) -> Any:
    shown = _out(queries.draft(actor=request.auth, draft_id=draft_id))  # type: ignore[attr-defined]
    return (304, None) if same(request, response, shown["revision"], shown) else shown


@router.put("/{draft_id}/answers", response={200: DraftOut, **MATCHED}, openapi_extra=TAGGED, summary="Replace all answers")
def put_all(request: HttpRequest, response: HttpResponse, draft_id: UUID, body: AnswersIn, if_match: IfMatch = None) -> Any:
    return _put(request, response, draft_id, body, None)


@router.put("/{draft_id}/answers/{question}", response={200: DraftOut, **MATCHED}, openapi_extra=TAGGED,
            summary="Replace a question's answers")
def put_question(request: HttpRequest, response: HttpResponse, draft_id: UUID, question: CodeInPath, body: AnswersIn,
                 if_match: IfMatch = None) -> Any:
    return _put(request, response, draft_id, body, question)


def _put(request: HttpRequest, response: HttpResponse, draft_id: UUID, body: AnswersIn, question: str | None) -> dict[str, Any]:
    with matched(request, body.revision) as revision:
        saved = actions.put_answers(actor=request.auth, draft_id=draft_id, question=question,  # type: ignore[attr-defined]
                                    answers=body.answers, revision=revision)
    return _tagged(response, _out(saved.draft, saved.not_for))


@router.post("/{draft_id}/submit", response={200: SubmittedOut, **MATCHED},
             summary="Send the application; again, with any key, it is the same case")
def submit(request: HttpRequest, draft_id: UUID, body: SubmitIn, key: IdempotencyKey, if_match: IfMatch = None) -> Any:
    with matched(request) as revision:
        return actions.submit(actor=request.auth, draft_id=draft_id, idempotency_key=key,  # type: ignore[attr-defined]
                              agreed=body.agreed, revision=revision)


@router.delete("/{draft_id}", response={204: None, **DROPPED}, summary="Throw an unsent application away")
def discard(request: HttpRequest, draft_id: UUID, if_match: IfMatch = None) -> Any:
    with matched(request) as revision:
        actions.discard_draft(actor=request.auth, draft_id=draft_id, revision=revision)  # type: ignore[attr-defined]
    return 204, None
