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
    #: How it was paid: card, qr, emoney, cash; blank while it is not.
    method: str = ""

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
    """仕訳: its postings sum to zero. ``kind``: charge, capture, cancel, ask_refund, refund, refuse_refund, close_day."""

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
class CashTaken:
    """``change`` in yen is handed back."""

    charge: ChargeRow
    tendered: int
    change: int


@dataclass(frozen=True, slots=True)
class TillLine:
    """One 歳入科目 of a counter's day: how often cash came in or went out, and how many yen."""

    revenue_code: str
    name: str
    count: int
    taken: int
    returned: int


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A refund to be paid out at the counter."""

    id: str
    subject: str
    title: Text
    amount: int
    reason: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class TillDay:
    """A counter's day. ``expected``: yen by the books; ``counted`` and who closed it are None while it is open."""

    section: str
    day: date
    lines: tuple[TillLine, ...]
    expected: int
    counted: int | None = None
    explanation: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""

    @property
    def difference(self) -> int:
        return 0 if self.counted is None else self.counted - self.expected


@dataclass(frozen=True, slots=True)
class DayRow:
    """One 歳入科目 of a day: captured and refunded yen."""

    revenue_code: str
    captured: int
    refunded: int
