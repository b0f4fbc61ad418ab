from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from machinami.foundation.i18n import Text


@dataclass(frozen=True, slots=True)
class NoticeRow:
    id: str
    title: Text
    body: Text
    link: str
    due_on: date | None
    created_at: datetime
    read_at: datetime | None
    subject: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    id: str
    title: Text
    channel: str
    state: str
    attempts: int
    reason: str
    next_attempt_at: datetime | None
    sent_at: datetime | None
    created_at: datetime
    template: str
    subject: str


@dataclass(frozen=True, slots=True)
class Figure:
    """``number`` of one day, channel and outcome."""

    day: date
    channel: str
    outcome: str
    number: int


@dataclass(frozen=True, slots=True)
class FailingRow:
    """An account whose letters do not arrive: ``address`` veiled, ``case_id`` of the latest one, blank for none."""

    account_id: str
    address: str
    number: int
    last_at: datetime
    reason: str
    case_id: str


@dataclass(frozen=True, slots=True)
class LogRow:
    """``attempt`` 0: no delivery, but the inbox at once; ``code``: the server's three digits."""

    id: str
    at: datetime
    notice_id: str
    template: str
    topic: str
    section: str
    channel: str
    outcome: str
    code: str
    attempt: int


@dataclass(frozen=True, slots=True)
class StopOffer:
    """What a letter's link stops: ``address`` is veiled; ``on``: letters still go; ``required``: they can't be stopped."""

    topic: str
    title: Text
    address: str
    on: bool
    required: bool


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """``digest``: SHA-256 of the subscription's address, by which a browser knows itself; never the address."""

    id: str
    name: str
    digest: str
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a trial: taken, gone for good (and removed), or ``reason``."""

    sent: bool
    gone: bool
    reason: str


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """``partner``: the token's name, blank when it is no more; never a secret. ``until``: how long the older secret is good."""

    id: str
    token_id: str
    partner: str
    url: str
    kinds: tuple[str, ...]
    state: str
    reason: str
    failing_since: datetime | None
    until: datetime | None
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class TryRow:
    """One attempt: ``status`` 0 where nobody answered, ``excerpt`` the beginning of the answer or why there is none."""

    at: datetime
    status: int
    excerpt: str
    milliseconds: int


@dataclass(frozen=True, slots=True)
class WebhookDeliveryRow:
    id: str
    event_id: str
    kind: str
    data: dict[str, Any]
    happened_at: datetime
    state: str
    attempts: int
    next_attempt_at: datetime | None
    tries: tuple[TryRow, ...]


@dataclass(frozen=True, slots=True)
class NewsRow:
    """``told``: how many so far; all of them once ``finished_at``."""

    id: str
    title: Text
    link: str
    section: str
    created_by: str
    created_at: datetime
    told: int
    finished_at: datetime | None
