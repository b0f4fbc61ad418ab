"""What past days say: how right the forecasts were, the figures of a day, when it is busy."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.cache import cache
from django.utils import timezone

from machinami.capabilities.queues.models import Served, Told
from machinami.capabilities.queues.placing import office_row
from machinami.capabilities.queues.types import Accuracy, Busy, DayFigures
from machinami.foundation.actors import Actor

#: Seconds that figures of many days stay as they are.
KEEP = 300


def accuracy(*, office: str, days: int) -> Accuracy:
    """Of the forecasts given with tickets in the last ``days`` days whose wait is known."""
    row, today = office_row(office), timezone.localdate()
    key = f"queues:accuracy:{row.pk}:{today}:{days}"
    found: Accuracy | None = cache.get(key)
    if found is None:
        told = list(Told.objects.filter(office=row, day__gt=today - timedelta(days=days), waited__isnull=False).values_list(
            "expected", "low", "high", "waited"))
        n = max(len(told), 1)
        found = Accuracy(len(told), round(sum(abs(e - w) for e, _, _, w in told) / n / 60, 1), round(sum(e - w for e, _, _, w in told) / n / 60, 1),
                         round(sum(low <= w <= high for _, low, high, w in told) / n, 2))
        cache.set(key, found, KEEP)
    return found


def day_figures(*, actor: Actor, office: str, day: date) -> DayFigures:
    """:raises NotAllowed:"""
    row = office_row(office)
    actor.require("queues.view", section=row.section)
    calls = list(Served.objects.filter(office=row, day=day).values_list("errand", "waited", "showed", "first"))
    waits = sorted(w / 60 for _, w, showed, first in calls if showed and first)
    by: dict[str, list[float]] = {}
    for errand, waited, showed, _ in calls:
        if showed:
            by.setdefault(errand, []).append(waited / 60)
    return DayFigures(day, sum(1 for c in calls if c[2]), sum(1 for c in calls if not c[2]), part(waits, 0.5), part(waits, 0.9),
                      tuple((code, len(w), part(sorted(w), 0.5), part(sorted(w), 0.9)) for code, w in sorted(by.items())))


def congestion(*, office: str, days: int = 90) -> tuple[Busy, ...]:
    """By weekday and hour, of the last ``days`` days; public."""
    row, today = office_row(office), timezone.localdate()
    key = f"queues:congestion:{row.pk}:{today}:{days}"
    found: tuple[Busy, ...] | None = cache.get(key)
    if found is None:
        cells: dict[tuple[int, int], list[float]] = {}
        seen: dict[int, set[date]] = {}
        for day, at, waited in Served.objects.filter(office=row, day__lt=today, day__gte=today - timedelta(days=days), first=True).values_list(
                "day", "called_at", "waited"):
            came = timezone.localtime(at - timedelta(seconds=waited))
            cells.setdefault((day.weekday(), came.hour), []).append(waited / 60)
            seen.setdefault(day.weekday(), set()).add(day)
        found = tuple(Busy(weekday, hour, part(sorted(w), 0.5), round(len(w) / len(seen[weekday]), 1), len(seen[weekday]))
                      for (weekday, hour), w in sorted(cells.items()))
        cache.set(key, found, KEEP)
    return found


def part(ordered: list[float], share: float) -> float:
    """A quantile of a rising list, one decimal; 0 of none."""
    return round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 1) if ordered else 0.0
