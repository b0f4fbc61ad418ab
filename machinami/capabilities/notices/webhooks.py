"""Webhooks of partner systems: made, changed, tried and replayed by an administrator or by the partner itself."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices import outside
from machinami.capabilities.notices.models import Webhook, WebhookDelivery, WebhookEvent
from machinami.capabilities.notices.types import TryRow, WebhookDeliveryRow, WebhookRow
from machinami.capabilities.notices.webhook_kinds import KINDS, PERMISSION, PING
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from machinami.foundation.pages import Page

#: How long the older secret stays good after a rotation; a partner's webhooks at most; the longest range of a replay.
OVERLAP, MOST, RANGE = timedelta(hours=24), 10, timedelta(days=31)
#: What may be sent again.
AGAIN = ("sent", "failed", "given_up", "held")


@action("notices.manage_webhooks")
def create_webhook(*, actor: Actor, token_id: Any, url: str, kinds: Sequence[str]) -> tuple[WebhookRow, str]:
    """A new webhook and its secret (``whsec_…``), which is never shown again.

    :raises Refused: ``fields``: partner, url, kinds.
    """
    _allowed(actor, token_id)
    partner = identity.partner_of(token_id)
    faults = _faults(url, kinds)
    if partner is None or not partner.may(PERMISSION):
        faults["partner"] = "「出来事を自動で受け取る」ことができる、有効なトークンを選んでください"
    elif Webhook.objects.filter(token_id=token_id).count() >= MOST:
        faults["partner"] = f"受け口は1つの連携先に{MOST}個までです"
    if faults:
        raise Refused("入力内容を確認してください", code="fields", fields=faults)  # type: ignore[arg-type]
    secret = _secret()
    row = Webhook.objects.create(token_id=token_id, url=url, kinds=sorted(set(kinds)), secrets=[{"key": secret, "until": None}],
                                 created_by=(actor.name or actor.label)[:80])
    _note(actor, "create_webhook", row, {"url": url, "kinds": row.kinds})
    return webhook_row(row), secret


@action("notices.manage_webhooks")
def change_webhook(*, actor: Actor, webhook_id: Any, url: str | None = None, kinds: Sequence[str] | None = None,
                   state: str | None = None) -> WebhookRow:
    """Another address, other kinds, ``paused`` or ``active`` again (what was queued goes on; what was held waits for a replay)."""
    row = _row(actor, webhook_id)
    url, kinds = row.url if url is None else url, row.kinds if kinds is None else kinds
    faults = _faults(url, kinds)
    if state is not None and state not in ("active", "paused"):
        faults["state"] = "active か paused にしてください"
    if faults:
        raise Refused("入力内容を確認してください", code="fields", fields=faults)  # type: ignore[arg-type]
    row.url, row.kinds = url, sorted(set(kinds))
    if state is not None and state != row.state:
        row.state, row.failing_since, row.reason = state, None, ""
    row.save()
    _note(actor, "change_webhook", row, {"url": row.url, "kinds": row.kinds, "state": row.state})
    return webhook_row(row)


@action("notices.manage_webhooks")
def rotate_secret(*, actor: Actor, webhook_id: Any) -> tuple[WebhookRow, str]:
    """A new secret; for a day everything is signed with the older one, too."""
    row, secret = _row(actor, webhook_id), _secret()
    until = (timezone.now() + OVERLAP).isoformat()
    row.secrets = [{"key": secret, "until": None}, {"key": row.secrets[0]["key"], "until": until}]
    row.save(update_fields=["secrets"])
    _note(actor, "rotate_webhook_secret", row, {})
    return webhook_row(row), secret


@action("notices.manage_webhooks")
def remove_webhook(*, actor: Actor, webhook_id: Any) -> None:
    row = _row(actor, webhook_id)
    _note(actor, "remove_webhook", row, {"url": row.url})
    row.delete()


@action("notices.manage_webhooks")
def ping_webhook(*, actor: Actor, webhook_id: Any) -> WebhookDeliveryRow:
    """Send ``webhook.ping``, to see in the log what becomes of it."""
    row, now = _row(actor, webhook_id), timezone.now()
    if row.state != "active":
        raise Conflict("受け口が止まっています。動かしてから、ためしてください", code="state")
    event = WebhookEvent.objects.create(kind=PING, section="", data={"webhook_id": str(row.pk)}, at=now)
    delivery = WebhookDelivery.objects.create(webhook=row, event=event, next_attempt_at=now)
    _note(actor, "ping_webhook", row, {})
    return delivery_row(delivery)


@action("notices.manage_webhooks")
def replay(*, actor: Actor, webhook_id: Any, delivery_id: Any) -> WebhookDeliveryRow:
    """The same event again, under the same ``webhook-id``. :raises Conflict: while it is under way or the webhook is off."""
    row = _running(_row(actor, webhook_id))
    found = WebhookDelivery.objects.select_related("event").filter(pk=delivery_id, webhook=row).first()
    if found is None:
        raise NotFound("delivery")
    if not _again(WebhookDelivery.objects.filter(pk=found.pk)):
        raise Conflict("送っている途中です", code="state")
    _note(actor, "replay_webhook", row, {"event": str(found.event_id)})
    return delivery_row(WebhookDelivery.objects.select_related("event").get(pk=found.pk))


@action("notices.manage_webhooks")
def replay_range(*, actor: Actor, webhook_id: Any, since: datetime, until: datetime, only_missed: bool = True) -> int:
    """Everything that happened from ``since`` until before ``until`` again, by default only what did not arrive. How many."""
    row = _running(_row(actor, webhook_id))
    if not timedelta() < until - since <= RANGE:
        raise Refused("期間は、始めより後の終わりまで、31日以内にしてください", code="range", fields={"until": "期間を確かめてください"})  # type: ignore[dict-item]
    found = WebhookDelivery.objects.filter(webhook=row, event__at__gte=since, event__at__lt=until).exclude(event__kind=PING)
    number = _again(found.exclude(state="sent") if only_missed else found)
    _note(actor, "replay_webhook", row, {"since": since.isoformat(), "until": until.isoformat(), "number": number})
    return number


def _again(rows: Any) -> int:
    found: int = rows.filter(state__in=AGAIN).update(state="queued", attempts=0, next_attempt_at=timezone.now(), lease_until=None)
    return found


def _running(row: Webhook) -> Webhook:
    if row.state != "active":
        raise Conflict("受け口が止まっています。動かしてから、送り直してください", code="state")
    return row


def _faults(url: str, kinds: Sequence[str]) -> dict[str, str]:
    faults = {}
    try:
        outside.verified(url)
    except outside.Forbidden as wrong:
        faults["url"] = str(wrong)
    except outside.Unreachable:
        pass  # it may be put up later; it is looked at again each time
    if not kinds or not set(kinds) <= set(KINDS):
        faults["kinds"] = "受け取る出来事を1つ以上選んでください"
    return faults


def _allowed(actor: Actor, token_id: Any) -> None:
    """An administrator any, a partner its own."""
    if actor.kind == "partner":
        actor.require(PERMISSION)
        if actor.id != str(token_id):
            raise NotFound("webhook")
    elif not actor.may("notices.manage_webhooks"):
        raise NotAllowed("notices.manage_webhooks")


def _row(actor: Actor, webhook_id: Any) -> Webhook:
    if actor.kind == "partner":
        actor.require(PERMISSION)
    else:
        actor.require("notices.manage_webhooks")
    row = Webhook.objects.select_for_update().filter(pk=webhook_id).first()
    if row is None or (actor.kind == "partner" and str(row.token_id) != actor.id):
        raise NotFound("webhook")
    return row


def _secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _note(actor: Actor, verb: str, row: Webhook, detail: dict[str, Any]) -> None:
    record(actor=actor, verb=f"notices.{verb}", subject=f"notices.Webhook:{row.pk}", detail={"token": str(row.token_id), **detail})


def webhooks(*, actor: Actor) -> list[WebhookRow]:
    """All for an administrator, its own for a partner; never their secrets."""
    rows = Webhook.objects.order_by("-pk")
    if actor.kind == "partner":
        actor.require(PERMISSION)
        rows = rows.filter(token_id=actor.id)
    else:
        actor.require("notices.manage_webhooks")
    return [webhook_row(r) for r in rows[:500]]


def webhook(*, actor: Actor, webhook_id: Any) -> WebhookRow:
    found = [r for r in webhooks(actor=actor) if r.id == str(webhook_id)]
    if not found:
        raise NotFound("webhook")
    return found[0]


def webhook_deliveries(*, actor: Actor, webhook_id: Any, state: str = "", page: int = 1, size: int = 50) -> Page[WebhookDeliveryRow]:
    """The webhook's log, the newest event first."""
    known = webhook(actor=actor, webhook_id=webhook_id)
    rows = WebhookDelivery.objects.filter(webhook_id=known.id).select_related("event").order_by("-event_id", "-pk")
    rows = rows.filter(state=state) if state else rows
    return Page([delivery_row(d) for d in rows[(page - 1) * size: page * size]], page, size, rows.count())


def disabled_webhooks() -> int:
    """How many were switched off after long failing and wait for somebody."""
    return Webhook.objects.filter(state="disabled").count()


def webhook_figures() -> dict[str, int]:
    """How many deliveries are waiting, held or were given up, by state."""
    counted = WebhookDelivery.objects.exclude(state="sent").values_list("state").annotate(n=Count("pk"))
    return {"queued": 0, **dict(counted)}


def webhook_row(row: Webhook) -> WebhookRow:
    until = max((s["until"] for s in row.secrets if s["until"]), default=None)
    return WebhookRow(str(row.pk), str(row.token_id), identity.partner_name(row.token_id), row.url, tuple(row.kinds), row.state, row.reason,
                      row.failing_since, datetime.fromisoformat(until) if until else None, row.created_at, row.created_by)


def delivery_row(d: WebhookDelivery) -> WebhookDeliveryRow:
    tries = tuple(TryRow(datetime.fromisoformat(t["at"]), t["status"], t["excerpt"], t["ms"]) for t in reversed(d.tries))
    return WebhookDeliveryRow(str(d.pk), message_id(d.event_id), d.event.kind, d.event.data, d.event.at, d.state, d.attempts,
                              d.next_attempt_at, tries)


def message_id(event_id: Any) -> str:
    """The ``webhook-id``: the same at every attempt and every replay, so that a receiver can tell a repeat."""
    return f"msg_{event_id.hex}"
