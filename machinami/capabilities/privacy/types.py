from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class DueRow:
    """What would go: of which holding, called what, since which day."""

    holding: str
    subject: str
    name: str
    on: date


@dataclass(frozen=True, slots=True)
class RunRow:
    """``counts``: holding → ``{"told", "erased", "failed", "reason"}``."""

    id: str
    started_at: datetime
    finished_at: datetime | None
    by: str
    state: str
    counts: dict[str, Any]

    @property
    def erased(self) -> int:
        return sum(int(c.get("erased", 0)) for c in self.counts.values())

    @property
    def told(self) -> int:
        return sum(int(c.get("told", 0)) for c in self.counts.values())

    @property
    def failed(self) -> int:
        return sum(int(c.get("failed", 0)) for c in self.counts.values())
