"""Telling partner systems of events, signed by the Standard Webhooks specification (HMAC-SHA256, ``v1``)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from machinami import __version__
from machinami.capabilities.audit.actions import record
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices import leasing, outside
from machinami.capabilities.notices.models import Webhook, WebhookDelivery, WebhookEvent
from machinami.capabilities.notices.telling_staff import tell_staff
from machinami.capabilities.notices.webhook_kinds import KINDS, PERMISSION, PING
from machinami.capabilities.notices.webhooks import message_id
from machinami.foundation.actors import system
from machinami.foundation.liveness import Rest, Watch
from machinami.foundation.prepared import Prepared, insert, insert_many
from machinami.foundation.tracing import headers, request_id, span, traced

logger = logging.getLogger(__name__)
#: Waits before each further attempt (the specification's own example); after the last one the delivery is given up.
WAITS = tuple(timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18_000, 36_000, 36_000))
#: A webhook that took nothing for so long is switched off; events and their log are kept for so long; attempts kept of each.
PATIENCE, KEPT, TRIES = timedelta(days=5), timedelta(days=30), 10
_leases = Watch(leasing.LEASE, gap=leasing.RENEW)
#: Who did not answer is left alone for a while: its other events would only hold up everybody's.
_rests: dict[UUID, Rest] = {}
_LISTENING = Prepared(lambda: Webhook.objects.values_list("id", "token_id", "kinds", "state"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """``then``: what follows where it did not arrive – ``again``, ``stop`` (never again) or ``hold`` (the webhook is off)."""

    status: int = 0
    words: str = ""
    milliseconds: int = 0
    retry_after: int = 0
    then: Literal["again", "stop", "hold"] = "again"


def note_event(*, kind: str, section: str | Callable[[], str], data: dict[str, Any]) -> None:
    """Write down, in the transaction of what happened, whom to tell of it. Nothing that goes wrong here undoes what happened.

    :param section: may be a function, asked only where somebody listens. :param data: ids and codes, nothing personal.
    """
    listening = [row for row in _LISTENING() if kind in row[2]]
    if not listening:
        return
    try:
        with transaction.atomic():
            _write(listening, kind, section if isinstance(section, str) else section(), data)
    except Exception:
        logger.exception("webhooks for %s", kind)


def _write(listening: list[list[Any]], kind: str, section: str, data: dict[str, Any]) -> None:
    told = [(key, state) for key, token, _, state in listening if _may(token, kind, section)]
    if not told:
        return
    now = timezone.now()
    event = WebhookEvent(kind=kind, section=section, data=data, at=now)
    insert(event)
    insert_many([WebhookDelivery(webhook_id=key, event=event, state="queued" if state == "active" else "held",
                                 next_attempt_at=now) for key, state in told])


def _may(token: Any, kind: str, section: str) -> bool:
    """A token that holds, is let be told, and may see such things of the section."""
    partner = identity.partner_of(token)
    return bool(partner and partner.may(PERMISSION) and (kind == PING or partner.may(KINDS[kind][1], section=section)))


def deliver_hooks(limit: int = 50, seconds: float = 10) -> int:
    """Send what is due, for about ``seconds`` at most. Returns how many were tried. Safe in several workers and when killed."""
    tried, end = 0, time.monotonic() + seconds
    while tried < limit and time.monotonic() < end and (row := _take()):
        with traced(row.event.carried), span("webhook", kind="consumer", attributes={
                "machinami.request_id": request_id.get(), "machinami.event": row.event.kind,
                "machinami.attempt": row.attempts + 1}), leasing.kept(row):
            _settle(row, _attempt(row))
        tried += 1
    return tried


def _take() -> WebhookDelivery | None:
    resting = [key for key, rest in _rests.items() if not rest.open()]
    rows = WebhookDelivery.objects.exclude(webhook_id__in=resting).select_related("webhook", "event")
    due = rows.filter(state="queued", next_attempt_at__lte=timezone.now()).order_by("next_attempt_at")
    found: WebhookDelivery | None = leasing.take(due, rows.filter(state="sending"), _leases)
    return found


def _attempt(row: WebhookDelivery) -> Outcome:
    if row.webhook.state != "active":
        return Outcome(then="hold")
    if not _may(row.webhook.token_id, row.event.kind, row.event.section):
        return Outcome(words="トークンが無効か、この出来事を見る権限がありません", then="stop")
    body = content(row.event)
    rest = _rests.setdefault(row.webhook_id, Rest(first=15, longest=300))
    try:
        answer = outside.post(row.webhook.url, body, signed(row, body) | headers())
    except outside.Forbidden as wrong:
        return Outcome(words=str(wrong), then="stop")
    except outside.Unreachable as away:
        rest.note(False)
        return Outcome(words=str(away))
    except Exception as error:
        logger.exception("webhook delivery %s", row.pk)
        return Outcome(words=f"送る準備でつまずきました（{type(error).__name__}）")
    rest.note(True)
    return Outcome(answer.status, answer.excerpt, answer.milliseconds, answer.retry_after, "stop" if answer.status == 410 else "again")


def content(event: WebhookEvent) -> bytes:
    return json.dumps({"type": event.kind, "timestamp": event.at.isoformat(), "data": event.data}, ensure_ascii=False,
                      separators=(",", ":")).encode()


def signed(row: WebhookDelivery, body: bytes) -> dict[str, str]:
    """Headers: id, the attempt's own time, and a signature by every secret that is good now, the newest first."""
    key, now = message_id(row.event_id), int(time.time())
    marks = [_mark(s["key"], f"{key}.{now}.".encode() + body) for s in row.webhook.secrets
             if s["until"] is None or datetime.fromisoformat(s["until"]) > timezone.now()]
    return {"Content-Type": "application/json", "webhook-id": key, "webhook-timestamp": str(now),
            "webhook-signature": " ".join(marks), "X-Machinami-Version": __version__}


def _mark(secret: str, said: bytes) -> str:
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(raw, said, hashlib.sha256).digest()).decode()


def _settle(row: WebhookDelivery, found: Outcome) -> None:
    if found.then == "hold":
        _update(row, state="held")
        return
    arrived = 200 <= found.status < 300
    tries = [*row.tries, {"at": timezone.now().isoformat(), "status": found.status, "excerpt": found.words[:300],
                          "ms": found.milliseconds}][-TRIES:]
    common = {"tries": tries, "attempts": row.attempts + 1}
    with transaction.atomic():
        if arrived:
            kept = _update(row, state="sent", next_attempt_at=None, **common)
        elif found.then == "stop" or row.attempts >= len(WAITS):
            kept = _update(row, state="failed" if found.then == "stop" else "given_up", next_attempt_at=None, **common)
        else:
            kept = _update(row, state="queued", next_attempt_at=_next(row, found), **common)
        if kept:
            _judge(row.webhook_id, arrived, found.status == 410, f"{found.status or ''} {tries[-1]['excerpt']}".strip())


def _next(row: WebhookDelivery, found: Outcome) -> datetime:
    return timezone.now() + max(WAITS[row.attempts], timedelta(seconds=found.retry_after)) * (1 + random.random() * 0.2)


def _update(row: WebhookDelivery, **values: Any) -> int:
    """Only by whoever still has it in hand."""
    return WebhookDelivery.objects.filter(pk=row.pk, state="sending", lease_until=row.lease_until).update(lease_until=None, **values)


def _judge(webhook_id: Any, arrived: bool, gone: bool, why: str) -> None:
    """A webhook that takes nothing for days, or says that it is no more, is switched off, and staff are told."""
    row = Webhook.objects.select_for_update().get(pk=webhook_id)
    now = timezone.now()
    if arrived:
        Webhook.objects.filter(pk=row.pk).exclude(failing_since=None).update(failing_since=None, reason="")
        return
    since = row.failing_since or now
    off = row.state == "active" and (gone or now - since >= PATIENCE)
    Webhook.objects.filter(pk=row.pk).update(failing_since=since, reason=why[:200], state="disabled" if off else row.state)
    if off:
        WebhookDelivery.objects.filter(webhook=row, state="queued").update(state="held")
        record(actor=system("notices.webhooks"), verb="notices.disable_webhook", subject=f"notices.Webhook:{row.pk}", detail={"why": why[:200]})
        tell_disabled.enqueue(str(row.pk))


@task()
def tell_disabled(webhook_id: str) -> None:
    """To administrators by e-mail; the desk's first page shows it, too."""
    row = Webhook.objects.filter(pk=webhook_id).first()
    if row is None or row.state != "disabled":
        return
    partner = identity.partner_name(row.token_id) or "（トークンなし）"
    tell_staff(permission="notices.manage_webhooks", key=f"webhook-{webhook_id}", title="連携先の受け口（webhook）を止めました",
               body=f"{partner} の受け口が続けて受け取らなかったため、止めました。\n起きたことは30日のあいだ取ってあり、動かしたあとで送り直せます。",
               path=f"/desk/webhooks/{webhook_id}/")


def sweep(limit: int = 1000) -> int:
    """Forget events of more than thirty days ago, with their log."""
    old = list(WebhookEvent.objects.filter(at__lt=timezone.now() - KEPT).order_by("at").values_list("pk", flat=True)[:limit])
    WebhookEvent.objects.filter(pk__in=old).delete()
    return len(old)
