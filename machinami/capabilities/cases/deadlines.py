"""What is due when, by procedure and by day, and what came and went: figures of one's own sections, for the desk's board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from machinami.capabilities.cases import states
from machinami.capabilities.cases.models import Case
from machinami.foundation.actors import Actor
from machinami.foundation.i18n import Text
from machinami.foundation.replicas import lag_tolerant


@dataclass(frozen=True, slots=True)
class DueRow:
    """One procedure: open cases, of them late, due within the days asked for, nobody's; when the oldest came."""

    code: str
    title: Text
    open: int
    late: int
    soon: int
    unassigned: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Deadlines:
    """``due``: (day, "assigned" or "unassigned") → open cases; ``moved``: (day, "came" or "done") → cases."""

    due: dict[tuple[date, str], int]
    moved: dict[tuple[date, str], int]
    late: int
    rows: tuple[DueRow, ...]


@lag_tolerant
def deadlines(*, actor: Actor, until: date, since: date) -> Deadlines:
    """From today up to ``until`` what is due, from ``since`` up to today what came and was done. Days of the ward's clock."""
    actor.require("cases.view")
    rows = Case.objects.all() if actor.all_sections else Case.objects.filter(section__in=actor.sections)
    today, waiting = timezone.localdate(), rows.filter(state__in=states.OPEN)
    return Deadlines(dict(_due(waiting, today, until)), {**_moved(rows, "received_at", "came", since), **_moved(rows, "decided_at", "done", since)},
                     waiting.filter(target_on__lt=today).count(), tuple(_by_procedure(waiting, today, until)))


def _due(waiting: QuerySet[Case], today: date, until: date) -> Iterator[tuple[tuple[date, str], int]]:
    counted = waiting.filter(target_on__range=(today, until)).values("target_on").annotate(
        n=Count("pk"), free=Count("pk", filter=Q(assigned_to=None))).order_by("target_on")
    for row in counted:
        yield (row["target_on"], "unassigned"), row["free"]
        yield (row["target_on"], "assigned"), row["n"] - row["free"]


def _moved(rows: QuerySet[Case], column: str, kind: str, since: date) -> dict[tuple[date, str], int]:
    start = timezone.make_aware(datetime.combine(since, time()))
    counted = rows.filter(**{f"{column}__gte": start}).annotate(day=TruncDate(column, tzinfo=timezone.get_current_timezone())).values("day")
    return {(row["day"], kind): row["n"] for row in counted.annotate(n=Count("pk")).order_by("day")}


def _by_procedure(waiting: QuerySet[Case], today: date, until: date) -> Iterator[DueRow]:
    """Those with late cases first, then those with the most open ones."""
    counted: Any = waiting.values("code").annotate(
        n=Count("pk"), late=Count("pk", filter=Q(target_on__lt=today)), soon=Count("pk", filter=Q(target_on__range=(today, min(until, today + timedelta(days=7))))),
        free=Count("pk", filter=Q(assigned_to=None)), oldest=Min("received_at")).order_by("-late", "-n", "code")
    titles = {code: Text(**title) for code, title in waiting.order_by("code", "version").values_list("code", "title").distinct()} if counted else {}
    for row in counted:
        yield DueRow(row["code"], titles[row["code"]], row["n"], row["late"], row["soon"], row["free"], row["oldest"])
