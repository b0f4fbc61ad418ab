"""For staff: what was told by which way and what became of it, figures and lists of one's own sections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices.models import Delivery, LogEntry
from machinami.capabilities.notices.preferences import veiled
from machinami.capabilities.notices.rows import delivery_row
from machinami.capabilities.notices.types import DeliveryRow, FailingRow, Figure, LogRow
from machinami.foundation.actors import Actor
from machinami.foundation.pages import Page
from machinami.foundation.replicas import lag_tolerant

#: The longest time that figures are told of, in days.
LONGEST = 92


@dataclass(frozen=True, slots=True)
class Filter:
    """Blank: all. ``since`` and ``until`` are days, both counted in."""

    state: str = ""
    channel: str = ""
    template: str = ""
    since: date | None = None
    until: date | None = None


def deliveries(*, actor: Actor, filters: Filter | None = None, state: str = "", page: int = 1, size: int = 50) -> Page[DeliveryRow]:
    """Deliveries of the actor's sections, newest first."""
    actor.require("notices.view")
    chosen = filters or Filter(state=state)
    rows = _own(actor, Delivery.objects.select_related("notice"), "notice__section").order_by("-id")
    rows = rows.filter(**{name: value for name, value in (("state", chosen.state), ("channel", chosen.channel),
                                                          ("notice__template", chosen.template)) if value})
    rows = _within(rows, "notice__created_at", chosen.since, chosen.until)
    return Page([delivery_row(d) for d in rows[(page - 1) * size: page * size]], page, size, rows.count())


@lag_tolerant
def figures(*, actor: Actor, since: date, until: date) -> list[Figure]:
    """How many by day, channel and outcome, from the message log. At most ``LONGEST`` days are told of."""
    actor.require("notices.view")
    rows = _within(_own(actor, LogEntry.objects.all(), "section"), "at", max(since, until - timedelta(days=LONGEST - 1)), until)
    counted = rows.annotate(day=TruncDate("at", tzinfo=timezone.get_current_timezone())).values("day", "channel", "outcome")
    return [Figure(r["day"], r["channel"], r["outcome"], r["n"]) for r in counted.annotate(n=Count("pk")).order_by("day", "channel", "outcome")]


def failing(*, actor: Actor, most: int = 50) -> list[FailingRow]:
    """Addresses that letters do not reach, the latest first: nothing has arrived there since. The address is veiled."""
    actor.require("notices.view")
    mail = Delivery.objects.filter(channel="email", notice__account_id__isnull=False)
    rows = _own(actor, mail, "notice__section").filter(state__in=("failed", "given_up")).values(account=F("notice__account_id"))
    found = rows.annotate(number=Count("pk"), last=Max("notice__created_at")).order_by("-last")[: most * 2]
    told = []
    for row in found:
        later = mail.filter(notice__account_id=row["account"], state="sent", sent_at__gt=row["last"])
        if not later.exists():
            told.append(_failing(row))
    return told[:most]


def _failing(row: dict[str, Any]) -> FailingRow:
    last = Delivery.objects.select_related("notice").filter(
        notice__account_id=row["account"], channel="email", state__in=("failed", "given_up")).latest("notice__created_at")
    subject, _, key = last.notice.subject.partition(":")
    return FailingRow(str(row["account"]), veiled(identity.email_of(row["account"])), row["number"], row["last"], last.reason,
                      key if subject == "cases.Case" else "")


def log(*, actor: Actor, filters: Filter, page: int = 1, size: int = 50) -> Page[LogRow]:
    """The message log of the actor's sections, newest first; ``state`` of the filter is an outcome."""
    actor.require("notices.view")
    rows = _own(actor, LogEntry.objects.all(), "section").order_by("-at", "-pk")
    rows = rows.filter(**{name: value for name, value in (("outcome", filters.state), ("channel", filters.channel),
                                                          ("template", filters.template)) if value})
    rows = _within(rows, "at", filters.since, filters.until)
    return Page([log_row(r) for r in rows[(page - 1) * size: page * size]], page, size, rows.count())


def log_row(r: LogEntry) -> LogRow:
    return LogRow(str(r.pk), r.at, str(r.notice_id), r.template, r.topic, r.section, r.channel, r.outcome, r.code, r.attempt)


def _own(actor: Actor, rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    return rows if actor.all_sections else rows.filter(Q(**{f"{column}__in": actor.sections}))


def _within(rows: QuerySet[Any], column: str, since: date | None, until: date | None) -> QuerySet[Any]:
    if since:
        rows = rows.filter(**{f"{column}__gte": _start(since)})
    return rows.filter(**{f"{column}__lt": _start(until) + timedelta(days=1)}) if until else rows


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
