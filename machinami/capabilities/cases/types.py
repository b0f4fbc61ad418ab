from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from machinami.foundation.i18n import Text


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A narrow row for lists."""

    id: str
    number: str
    code: str
    title: Text
    section: str
    applicant_name: str
    state: str
    received_at: datetime
    target_on: date | None
    assigned_to: str | None
    assigned_name: str
    revision: int
    #: Whom it is for, where that is not who applied.
    subject_name: str = ""

    def days_left(self, today: date) -> int | None:
        return None if self.target_on is None else (self.target_on - today).days


@dataclass(frozen=True, slots=True)
class CorrectionItem:
    """One answer to correct: ``path`` in the answers (``child.birth_date``), and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    id: str
    items: tuple[CorrectionItem, ...]
    due_on: date
    asked_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    at: datetime
    actor: str
    actor_name: str
    verb: str
    before: str
    after: str
    note: str
    public: bool
    detail: dict[str, Any]
    id: str = ""


@dataclass(frozen=True, slots=True)
class MessageRow:
    at: datetime
    actor_name: str
    from_office: bool
    body: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class VersionRow:
    version: int
    at: datetime
    actor_name: str
    answers: dict[str, Any]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingsRow:
    """One version of what the office found; ``reason``: why what stood before was changed."""

    version: int
    at: datetime
    actor_name: str
    findings: dict[str, Any]
    changed: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """Everything about one case that its reader may see.

    For staff, sensitive answers and findings are sealed (foundation.sealing): a page shows their end, and reveals
    one on a press that is on record. An applicant sees, once it is decided, the findings that are meant to be shown.
    """

    row: CaseRow
    version: int
    account_id: str
    person_id: str | None
    applicant_kana: str
    language: str
    answers: dict[str, Any]
    answers_version: int
    steps: tuple[dict[str, Any], ...]
    step: int
    outcome: str
    reason: str
    decided_at: datetime | None
    closed_at: datetime | None
    corrections: tuple[CorrectionRow, ...]
    messages: tuple[MessageRow, ...]
    versions: tuple[VersionRow, ...]
    history: tuple[EntryRow, ...]
    #: Who applied for ``person_id``, and by which tie (procedures.acting), where that is another.
    acting_person_id: str | None = None
    #: The day from which it is erased, and when it was.
    delete_after: date | None = None
    erased_at: datetime | None = None
    kin: str = ""
    #: online or paper
    channel: str = "online"
    documents: tuple[tuple[str, Text], ...] = field(default=())
    findings: dict[str, Any] = field(default_factory=dict)
    findings_version: int = 0
    found: tuple[FindingsRow, ...] = ()

    @property
    def open_correction(self) -> CorrectionRow | None:
        return next((c for c in self.corrections if c.settled_at is None), None)


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved view: ``query`` is the work list's query string."""

    id: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class BulkDone:
    """How many cases were changed; ``undo_id`` takes it back for ten minutes."""

    undo_id: str
    changed: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The cases before and after one in a list, and its place (from 1; 0 when it is not in it)."""

    before: str | None
    after: str | None
    place: int
    total: int


@dataclass(frozen=True, slots=True)
class WorklistFilter:
    """``text`` matches number, kana, name or address from the start."""

    text: str = ""
    states: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    section: str = ""
    assigned: str = ""
    overdue: bool = False
    sort: str = "target_on"


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A tie as seen from one case: ``case`` is the other; ``title`` the kind in words."""

    id: str
    kind: str
    title: str
    reason: str
    made_by: str
    made_at: datetime
    case: CaseRow


@dataclass(frozen=True, slots=True)
class Likely:
    """A case that may belong to another: ``kind`` duplicate (same resident, same procedure) or household."""

    case: CaseRow
    kind: str


@dataclass(frozen=True, slots=True)
class BulkMoved:
    """What became of a pile: ``left`` are (case id, number, reason) of those that did not move."""

    undo_id: str
    verb: str
    changed: int
    left: tuple[tuple[str, str, str], ...]
    undoable: bool
