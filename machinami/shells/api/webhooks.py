"""Webhooks: a partner system looks after its own, an administrator after all (docs/architecture.md, notices).

Each event is a POST of ``{"type", "timestamp", "data"}``, signed by the Standard Webhooks specification
(``webhook-id``, ``webhook-timestamp``, ``webhook-signature``: HMAC-SHA256, ``v1``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import BeforeValidator, Field

from machinami.capabilities.notices import actions, queries
from machinami.foundation.errors import NotFound
from machinami.shells.api.paging import LINKED, Paged, paged
from machinami.shells.api.parameters import WITHOUT_NUL, Body, Number, Size
from machinami.shells.api.problems import SENT, SIGNED_IN

router = Router()
Kind = Literal["case.opened", "case.correction_requested", "case.amended", "case.decided", "case.messaged", "case.closed",
               "charge.authorised", "charge.captured", "charge.cancelled", "charge.refunded"]
Url = Annotated[str, Field(max_length=2000, pattern=WITHOUT_NUL)]
State = Annotated[str, Query(max_length=12, pattern=r"^[a-z_]*$", description="Only deliveries in this state")]


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
    if found is None or found.tzinfo is None or not 2000 <= found.year <= 2200:
        raise ValueError("a moment with its offset as 2026-11-25T09:00:00+09:00")
    return found


Moment = Annotated[datetime, BeforeValidator(_moment)]


class WebhookIn(Body):
    """``token_id``: whose it is; a partner may leave it out."""

    url: Url
    kinds: Annotated[list[Kind], Field(min_length=1, max_length=20)]
    token_id: UUID | None = None


class WebhookChange(Body):
    url: Url | None = None
    kinds: Annotated[list[Kind], Field(min_length=1, max_length=20)] | None = None
    state: Literal["active", "paused"] | None = None


class WebhookOut(Schema):
    id: UUID
    token_id: UUID
    partner: str
    url: str
    kinds: list[str]
    state: str
    reason: str
    failing_since: datetime | None
    created_at: datetime


class SecretOut(WebhookOut):
    """``secret`` is never shown again."""

    secret: str


class TryOut(Schema):
    at: datetime
    status: int
    excerpt: str
    milliseconds: int


class DeliveryOut(Schema):
    """``event_id`` is the ``webhook-id`` of every attempt; ``tries`` the latest first."""

    id: UUID
    event_id: str
    kind: str
    data: dict[str, Any]
    happened_at: datetime
    state: str
    attempts: int
    next_attempt_at: datetime | None
    tries: list[TryOut]


class WebhooksOut(Schema):
    rows: list[WebhookOut]


class DeliveriesOut(Paged):
    rows: list[DeliveryOut]


class RangeIn(Body):
    """From ``since`` until before ``until``; ``everything``: also what arrived."""

    since: Moment
    until: Moment
    everything: bool = False


class NumberOut(Schema):
    number: int


@router.get("", response={200: WebhooksOut, **SIGNED_IN}, summary="One's own webhooks, or all")
def webhooks(request: HttpRequest) -> Any:
    return {"rows": queries.webhooks(actor=request.auth)}  # type: ignore[attr-defined]


@router.post("", response={201: SecretOut, **SENT}, summary="A new webhook; its secret is told once")
def create(request: HttpRequest, body: WebhookIn) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    token = body.token_id or (actor.id if actor.kind == "partner" else None)
    if token is None:
        raise NotFound("token")
    return 201, _with_secret(*actions.create_webhook(actor=actor, token_id=token, url=body.url, kinds=body.kinds))


@router.get("/{webhook_id}", response={200: WebhookOut, **SIGNED_IN}, summary="One webhook")
def webhook(request: HttpRequest, webhook_id: UUID) -> Any:
    return queries.webhook(actor=request.auth, webhook_id=webhook_id)  # type: ignore[attr-defined]


@router.patch("/{webhook_id}", response={200: WebhookOut, **SENT}, summary="Another address, other kinds, paused or active")
def change(request: HttpRequest, webhook_id: UUID, body: WebhookChange) -> Any:
    return actions.change_webhook(actor=request.auth, webhook_id=webhook_id, **body.dict())  # type: ignore[attr-defined]


@router.delete("/{webhook_id}", response={204: None, **SIGNED_IN}, summary="Remove a webhook with its log")
def remove(request: HttpRequest, webhook_id: UUID) -> Any:
    actions.remove_webhook(actor=request.auth, webhook_id=webhook_id)  # type: ignore[attr-defined]
    return 204, None


@router.post("/{webhook_id}/secret", response={200: SecretOut, **SIGNED_IN}, summary="A new secret; the older one holds for a day")
def rotate(request: HttpRequest, webhook_id: UUID) -> Any:
    return _with_secret(*actions.rotate_secret(actor=request.auth, webhook_id=webhook_id))  # type: ignore[attr-defined]


@router.post("/{webhook_id}/ping", response={200: DeliveryOut, **SIGNED_IN}, summary="Send webhook.ping")
def ping(request: HttpRequest, webhook_id: UUID) -> Any:
    return actions.ping_webhook(actor=request.auth, webhook_id=webhook_id)  # type: ignore[attr-defined]


@router.get("/{webhook_id}/deliveries", response={200: DeliveriesOut, **SIGNED_IN}, openapi_extra=LINKED, summary="What was sent, and what became of it")
def deliveries(request: HttpRequest, response: HttpResponse, webhook_id: UUID, page: Number = 1, size: Size = 50, state: State = "") -> Any:
    found = queries.webhook_deliveries(actor=request.auth, webhook_id=webhook_id, state=state, page=page, size=size)  # type: ignore[attr-defined]
    return paged(request, response, found)


@router.post("/{webhook_id}/deliveries/{delivery_id}/replay", response={200: DeliveryOut, **SIGNED_IN}, summary="The same event again")
def replay(request: HttpRequest, webhook_id: UUID, delivery_id: UUID) -> Any:
    return actions.replay(actor=request.auth, webhook_id=webhook_id, delivery_id=delivery_id)  # type: ignore[attr-defined]


@router.post("/{webhook_id}/replay", response={200: NumberOut, **SENT}, summary="All of a time again, by default what did not arrive")
def replay_range(request: HttpRequest, webhook_id: UUID, body: RangeIn) -> Any:
    since, until = (timezone.localtime(m) for m in (body.since, body.until))
    return {"number": actions.replay_range(actor=request.auth, webhook_id=webhook_id, since=since, until=until,  # type: ignore[attr-defined]
                                           only_missed=not body.everything)}


def _with_secret(row: Any, secret: str) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in WebhookOut.model_fields}, "secret": secret}
