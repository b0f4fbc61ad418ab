"""What somebody chose to be told, by topic and way, and when not to be disturbed. Pure; the rows are in preferences.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from machinami.capabilities.notices.topics import CHANNELS, TOPICS


@dataclass(frozen=True, slots=True)
class Choices:
    """``chosen``: topic → ways, only for topics somebody has chosen about. ``quiet``: from and until, whole hours of the
    ward's clock (22, 7 goes over midnight); None: never. ``devices``: whether any receives push notifications."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quiet: tuple[int, int] | None = None
    devices: bool = False

    def wants(self, topic: str, channel: str) -> bool:
        known = TOPICS[topic]
        return channel in known.fixed or channel in self.chosen.get(topic, known.usual)

    def ways(self, topic: str) -> tuple[str, ...]:
        return tuple(c for c in CHANNELS if self.wants(topic, c))

    def held_until(self, now: datetime) -> datetime | None:
        """When the quiet hours end that ``now`` is in; None outside of them."""
        if self.quiet is None:
            return None
        start, end = self.quiet
        local = timezone.localtime(now)
        if not (start <= local.hour < end if start < end else local.hour >= start or local.hour < end):
            return None
        morning = local.replace(hour=end, minute=0, second=0, microsecond=0)
        return morning if morning > local else morning + timedelta(days=1)


def tidy(chosen: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Every topic with its ways, the fixed ones among them; unknown names are left out."""
    picked = {code: set(chosen.get(code, ())) | topic.fixed for code, topic in TOPICS.items()}
    return {code: [c for c in CHANNELS if c in ways] for code, ways in picked.items()}


def changes(before: Choices, after: Choices) -> dict[str, Any]:
    """What was switched, for the record: ``{"case": {"email": false}, "quiet": [22, 7]}``."""
    found: dict[str, Any] = {}
    for topic in TOPICS:
        switched = {c: after.wants(topic, c) for c in CHANNELS if after.wants(topic, c) != before.wants(topic, c)}
        if switched:
            found[topic] = switched
    if before.quiet != after.quiet:
        found["quiet"] = list(after.quiet) if after.quiet else None
    return found
