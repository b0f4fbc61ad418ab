"""Webhooks: how partner systems are told of events by themselves. For the administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices import actions, queries
from machinami.capabilities.notices.webhook_kinds import KINDS, NAMES, PERMISSION
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.shells.desk.access import page_number, staff
from machinami.shells.desk.words import HOOK_DELIVERY_STATES, HOOK_STATES

HOME = "/desk/webhooks/"


@staff("notices.manage_webhooks")
def webhooks(request: HttpRequest) -> HttpResponse:
    """All of them; posting makes one, whose secret is shown this once."""
    if request.method != "POST":
        return _shown(request)
    post = request.POST
    try:
        row, secret = actions.create_webhook(actor=request.actor, token_id=_uuid(post.get("token", "")), url=post.get("url", "").strip(),  # type: ignore[attr-defined]
                                             kinds=post.getlist("kinds"))
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _shown(request, refused=refused)
    return _shown(request, made=row.partner, secret=secret)


def _shown(request: HttpRequest, *, refused: Refused | None = None, made: str = "", secret: str = "") -> HttpResponse:
    actor, post, today = request.actor, request.POST, timezone.localdate()  # type: ignore[attr-defined]
    live = [t for t in identity.tokens(actor=actor) if t.revoked_at is None and t.expires_on > today and PERMISSION in t.scopes]
    return render(request, "desk/webhooks.html", {
        "tokens": live, "hooks": queries.webhooks(actor=actor), "kinds": {k: words for k, (words, _) in KINDS.items()},
        "states": HOOK_STATES, "refused": refused, "faults": refused.fields if refused else {}, "made": made, "secret": secret,
        "url": post.get("url", "https://"), "token": post.get("token", ""), "picked": post.getlist("kinds"),
    }, status=422 if refused else 200)


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return UUID(int=0)


@staff("notices.manage_webhooks")
def webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    return _hook_page(request, webhook_id)


def _hook_page(request: HttpRequest, webhook_id: UUID, *, refused: Refused | None = None, secret: str = "") -> HttpResponse:
    actor, state = request.actor, request.GET.get("state", "")  # type: ignore[attr-defined]
    hook = queries.webhook(actor=actor, webhook_id=webhook_id)
    page = queries.webhook_deliveries(actor=actor, webhook_id=webhook_id, state=state, page=page_number(request))
    now = timezone.localtime()
    return render(request, "desk/webhook.html", {
        "hook": hook, "page": page, "state": state, "states": HOOK_STATES, "delivery_states": HOOK_DELIVERY_STATES, "names": NAMES,
        "kinds": {k: words for k, (words, _) in KINDS.items()}, "refused": refused, "faults": refused.fields if refused else {},
        "secret": secret, "url": request.POST.get("url", hook.url), "picked": request.POST.getlist("kinds") or hook.kinds,
        "since": request.POST.get("since") or f"{now - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "until": request.POST.get("until") or f"{now:%Y-%m-%dT%H:%M}"}, status=422 if refused else 200)


@staff("notices.manage_webhooks")
@require_POST
def do(request: HttpRequest, webhook_id: UUID, verb: str) -> HttpResponse:
    """One of the verbs; what is refused is said on the webhook's page, with what was typed."""
    if verb not in _VERBS:
        raise NotFound("verb")
    try:
        said = _VERBS[verb](request, {"actor": request.actor, "webhook_id": webhook_id})  # type: ignore[attr-defined]
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _hook_page(request, webhook_id, refused=refused)
    if verb == "rotate":
        return _hook_page(request, webhook_id, secret=said)
    messages.success(request, said)
    return HttpResponseRedirect(HOME if verb == "remove" else f"{HOME}{webhook_id}/")


def _change(request: HttpRequest, which: dict[str, Any]) -> str:
    actions.change_webhook(**which, url=request.POST.get("url", "").strip(), kinds=request.POST.getlist("kinds"))
    return "保存しました"


def _start(request: HttpRequest, which: dict[str, Any]) -> str:
    actions.change_webhook(**which, state="active")
    return "動かしました。止めているあいだに起きたことは、下の「期間で送り直す」で送れます"


def _pause(request: HttpRequest, which: dict[str, Any]) -> str:
    actions.change_webhook(**which, state="paused")
    return "止めました。起きたことは30日のあいだ取っておきます"


def _ping(request: HttpRequest, which: dict[str, Any]) -> str:
    actions.ping_webhook(**which)
    return "ためしに送ります。結果は、すぐ下の記録に出ます"


def _remove(request: HttpRequest, which: dict[str, Any]) -> str:
    actions.remove_webhook(**which)
    return "受け口を外しました"


def _replay(request: HttpRequest, which: dict[str, Any]) -> str:
    actions.replay(**which, delivery_id=_uuid(request.POST.get("delivery", "")))
    return "もう一度送ります"


def _replay_range(request: HttpRequest, which: dict[str, Any]) -> str:
    number = actions.replay_range(**which, since=_moment(request, "since"), until=_moment(request, "until"),
                                  only_missed=not request.POST.get("everything"))
    return f"{number}件をもう一度送ります"


def _moment(request: HttpRequest, name: str) -> datetime:
    try:
        return timezone.make_aware(datetime.fromisoformat(request.POST.get(name, "")).replace(tzinfo=None))
    except ValueError as wrong:
        raise Refused("日時を入力してください", code="range", fields={name: "日時を、2026-11-25T09:00 のように入力してください"}) from wrong  # type: ignore[dict-item]


_VERBS: dict[str, Callable[[HttpRequest, dict[str, Any]], str]] = {
    "change": _change, "start": _start, "pause": _pause, "ping": _ping, "remove": _remove, "replay": _replay, "replay-range": _replay_range,
    "rotate": lambda request, which: actions.rotate_secret(**which)[1]}
