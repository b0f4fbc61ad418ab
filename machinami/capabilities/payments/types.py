from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from machinami.foundation.i18n import Text


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """``amount`` and ``refunded`` in yen. ``pending`` is true while a provider's answer is awaited."""

    id: str
    subject: str
    title: Text
    amount: int
    refunded: int
    state: str
    due_on: date | None
    revenue_code: str
    section: str
    attempts: int
    pending: bool
    settled_at: datetime | None

    @property
    def case_id(self) -> str | None:
        kind, _, found = self.subject.partition(":")
        return found if kind == "cases.Case" else None


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the browser goes to pay."""

    url: str
    attempt_id: str


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """A ledger account's balance in yen, debit positive. ``kind``: asset, liability or revenue."""

    code: str
    title: Text
    balance: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One line of a journal: yen, debit positive."""

    code: str
    title: Text
    amount: int


@dataclass(frozen=True, slots=True)
class JournalRow:
    """仕訳: its postings sum to zero. ``kind``: charge, capture, cancel, ask_refund, refund, refuse_refund."""

    id: str
    at: datetime
    kind: str
    charge_id: str
    subject: str
    title: Text
    postings: tuple[PostingRow, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """One step in a charge's life. ``verb`` ``attempt.*`` and ``refund.*`` are steps of its attempts and refunds."""

    at: datetime
    actor: str
    actor_name: str
    verb: str
    before: str
    after: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DayRow:
    """One 歳入科目 of a day: captured and refunded yen."""

    revenue_code: str
    captured: int
    refunded: int
