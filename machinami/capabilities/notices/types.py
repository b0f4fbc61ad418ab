from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

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


@dataclass(frozen=True, slots=True)
class StopOffer:
    """What a letter's link stops: ``address`` is veiled; ``on``: letters still go; ``required``: they can't be stopped."""

    topic: str
    title: Text
    address: str
    on: bool
    required: bool
