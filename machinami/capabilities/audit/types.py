from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One sealed record, as a reader sees it."""

    position: int
    at: datetime
    actor: str
    actor_name: str
    verb: str
    subject: str
    person: str
    section: str
    kind: str
    purpose: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verification:
    """``broken_at`` is the first position whose digest does not follow, or None."""

    links: int
    pending: int
    broken_at: int | None
    head: str

    @property
    def whole(self) -> bool:
        return self.broken_at is None
