"""What a case looks like in JSON: :class:`machinami.capabilities.cases.types.CaseDetail`, sealed values veiled."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from machinami.capabilities.cases.types import CaseDetail, CaseRow
from machinami.foundation.sealing import veiled
from machinami.shells.api.paging import Paged
from machinami.shells.api.procedures import WordsOut

Answers = Annotated[dict[str, Any], Field(description="Field code → value; `{\"sealed\": true}` for what the reader may not read")]


class CaseOut(Schema):
    id: str
    number: str
    code: str
    section: str
    state: str
    received_at: datetime
    target_on: date | None
    revision: int


class CasesOut(Paged):
    rows: list[CaseOut]


class CaseRowOut(CaseOut):
    title: WordsOut
    applicant_name: str
    subject_name: str
    assigned_to: str | None
    assigned_name: str


class StepOut(Schema):
    """A step at the desk; ``due_on`` from receipt, ``done_at`` once it is."""

    model_config = {"extra": "allow"}

    code: str
    kind: str


class CorrectionItemOut(Schema):
    path: str
    reason: str


class CorrectionOut(Schema):
    id: str
    items: list[CorrectionItemOut]
    due_on: date
    asked_at: datetime
    settled_at: datetime | None


class MessageOut(Schema):
    at: datetime
    actor_name: str
    from_office: bool
    body: str


class VersionOut(Schema):
    version: int
    at: datetime
    actor_name: str
    answers: Answers
    changed: list[str]


class EntryOut(Schema):
    at: datetime
    actor: str
    actor_name: str
    verb: str
    before: str
    after: str
    note: str
    public: bool
    detail: Annotated[dict[str, Any], Field(description="What the verb was about; its keys depend on the verb")]


class DocumentOut(Schema):
    id: str
    title: WordsOut


class FindingsVersionOut(Schema):
    version: int
    at: datetime
    actor_name: str
    findings: Answers
    changed: list[str]
    reason: str


class CaseDetailOut(Schema):
    """Everything about one case that its reader may see; ``found``: the versions of the findings.

    ``acting_person_id``: who applied for ``person_id``, by the tie ``kin``; null and blank where that is one.
    """

    row: CaseRowOut
    version: int
    account_id: str
    person_id: str | None
    acting_person_id: str | None
    kin: str
    applicant_kana: str
    language: str
    answers: Answers
    answers_version: int
    steps: list[StepOut]
    step: int
    outcome: str
    reason: str
    decided_at: datetime | None
    closed_at: datetime | None
    corrections: list[CorrectionOut]
    messages: list[MessageOut]
    versions: list[VersionOut]
    history: list[EntryOut]
    documents: list[DocumentOut]
    findings: Answers
    findings_version: int
    found: list[FindingsVersionOut]


def case_row(row: CaseRow) -> dict[str, Any]:
    return {**asdict(row), "title": row.title.as_dict()}


def case_detail(detail: CaseDetail) -> dict[str, Any]:
    whole = veiled(asdict(detail))
    documents = [{"id": key, "title": title.as_dict()} for key, title in detail.documents]
    return {**whole, "row": case_row(detail.row), "documents": documents}
