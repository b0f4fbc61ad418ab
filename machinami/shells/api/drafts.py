"""A resident's own applications: begun, filled in, sent. The same actions as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Header, Router, Schema

from machinami.capabilities.procedures import actions, queries
from machinami.capabilities.procedures.types import DraftRow
from machinami.foundation.i18n import Text
from machinami.shells.api.problems import SIGNED_IN

router = Router()


class StartIn(Schema):
    code: str


class AnswersIn(Schema):
    """Field code → value, as the procedure's schema says; ``revision`` as read, to overwrite nobody's newer answers."""

    answers: dict[str, Any]
    revision: int | None = None


class SubmitIn(Schema):
    """``agreed``: codes of the declarations agreed to."""

    agreed: list[str] = []


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


@router.get("", response={200: list[DraftOut], **SIGNED_IN}, summary="One's own open applications")
def drafts(request: HttpRequest) -> Any:
    return [_out(d) for d in queries.my_drafts(actor=request.auth)]  # type: ignore[attr-defined]


@router.post("", response={200: DraftOut, **SIGNED_IN}, summary="Begin an application, or go on with the one begun")
def start(request: HttpRequest, body: StartIn) -> Any:
    return _out(actions.start_draft(actor=request.auth, code=body.code))  # type: ignore[attr-defined]


@router.get("/{draft_id}", response={200: DraftOut, **SIGNED_IN}, summary="One application")
def draft(request: HttpRequest, draft_id: UUID) -> Any:
    return _out(queries.draft(actor=request.auth, draft_id=draft_id))  # type: ignore[attr-defined]


@router.put("/{draft_id}/answers", response={200: DraftOut, **SIGNED_IN}, summary="Replace all answers")
def put_all(request: HttpRequest, draft_id: UUID, body: AnswersIn) -> Any:
    saved = actions.put_answers(actor=request.auth, draft_id=draft_id, **body.dict())  # type: ignore[attr-defined]
    return _out(saved.draft, saved.not_for)


@router.put("/{draft_id}/answers/{question}", response={200: DraftOut, **SIGNED_IN}, summary="Replace a question's answers")
def put_question(request: HttpRequest, draft_id: UUID, question: str, body: AnswersIn) -> Any:
    saved = actions.put_answers(actor=request.auth, draft_id=draft_id, question=question,  # type: ignore[attr-defined]
                                **body.dict())
    return _out(saved.draft, saved.not_for)


@router.post("/{draft_id}/submit", response={200: SubmittedOut, **SIGNED_IN},
             summary="Send the application; again, with any key, it is the same case")
def submit(request: HttpRequest, draft_id: UUID, body: SubmitIn,
           key: str = Header(alias="Idempotency-Key", min_length=1, max_length=80)) -> Any:
    return actions.submit(actor=request.auth, draft_id=draft_id, idempotency_key=key,  # type: ignore[attr-defined]
                          agreed=body.agreed)


@router.delete("/{draft_id}", response={204: None, **SIGNED_IN}, summary="Throw an unsent application away")
def discard(request: HttpRequest, draft_id: UUID) -> Any:
    actions.discard_draft(actor=request.auth, draft_id=draft_id)  # type: ignore[attr-defined]
    return 204, None
