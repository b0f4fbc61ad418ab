"""Inboxes and deliveries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from machinami.capabilities.notices import preferences
from machinami.capabilities.notices.board import Filter, deliveries, failing, figures, log  # noqa: F401 - this is their door
from machinami.capabilities.notices.choosing import Choices
from machinami.capabilities.notices.devices import devices, push_offered  # noqa: F401 - this is their door
from machinami.capabilities.notices.models import Delivery, Notice
from machinami.capabilities.notices.news import check_news, news, news_readers  # noqa: F401 - this is its door
from machinami.capabilities.notices.preferences import offer  # noqa: F401 - this is its door
from machinami.capabilities.notices.rows import notice_row
from machinami.capabilities.notices.types import NoticeRow
from machinami.capabilities.notices.webhooks import (  # noqa: F401 - this is their door
    disabled_webhooks,
    webhook,
    webhook_deliveries,
    webhook_figures,
    webhooks,
)
from machinami.capabilities.notices.wording import wordings
from machinami.foundation.actors import Actor
from machinami.foundation.changes import Change
from machinami.foundation.errors import NotFound
from machinami.foundation.i18n import Text
from machinami.foundation.pages import Page
from machinami.foundation.prepared import Prepared
from machinami.foundation.replicas import lag_tolerant

#: A letter that waits longer is late.
LATE = timedelta(minutes=10)


def inbox(*, actor: Actor, page: int = 1, size: int = 20, unread_only: bool = False,
          due_only: bool = False) -> Page[NoticeRow]:
    """The resident's own notices, newest first."""
    rows = Notice.objects.filter(account_id=actor.id, in_inbox=True).order_by("-created_at")
    if unread_only:
        rows = rows.filter(read_at=None)
    if due_only:
        rows = rows.exclude(due_on=None)
    return Page([notice_row(n) for n in rows[(page - 1) * size: page * size]], page, size, rows.count())


_UNREAD = Prepared(lambda account: Notice.objects.filter(account_id=account, read_at=None, in_inbox=True).values("account_id").annotate(
    n=Count("pk")).values_list("n"))


def unread(*, actor: Actor) -> int:
    found = _UNREAD.first(actor.id) if actor.id else None
    return found[0] if found else 0


def notice(*, actor: Actor, notice_id: Any) -> NoticeRow:
    row = Notice.objects.filter(pk=notice_id, account_id=actor.id).first()
    if row is None:
        raise NotFound("notice")
    return notice_row(row)


def choices(*, actor: Actor) -> Choices:
    """What the signed-in resident chose to be told."""
    return preferences.of(actor.id)


def templates() -> dict[str, Text]:
    """Name → title of every notice there is."""
    return {code: w.title for code, w in sorted(wordings().items())}


@lag_tolerant
def late() -> tuple[int, str]:
    """How many letters have waited for more than ten minutes, and the reason of the oldest."""
    before = timezone.now() - LATE
    rows = Delivery.objects.filter(Q(held_until=None) | Q(held_until__lt=before), state__in=("queued", "sending"),
                                   notice__created_at__lt=before)
    oldest = rows.order_by("pk").first()
    return rows.count(), oldest.reason if oldest else ""


def reached(subject: str) -> str:
    """How the newest letter about a subject stands: queued, sending, sent, failed, given_up; blank where there is none."""
    return str(Delivery.objects.filter(notice__subject=subject).order_by("-pk").values_list("state", flat=True).first() or "")


def sent(idempotency_key: str) -> bool:
    """Whether a notice or letter of that key was written."""
    return Notice.objects.filter(idempotency_key=idempotency_key).exists()


def template_codes() -> frozenset[str]:
    """Names that ``actions.send(template=…)`` takes."""
    return frozenset(wordings())


def changes(*, since: UUID) -> list[Change]:
    """Notices written since ``since``, for the event stream."""
    rows = Notice.objects.filter(pk__gte=since, in_inbox=True, account__isnull=False).values_list("id", "account_id", "section")
    return [Change(id=key, kind="notice", subject=str(key), account=str(account), section=section)
            for key, account, section in rows]
