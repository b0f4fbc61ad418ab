"""How I want to be told: by topic and way, quiet hours; and the page that a letter's stop link opens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices import actions, queries
from machinami.capabilities.notices.choosing import Choices
from machinami.capabilities.notices.topics import CHANNELS, TOPICS, Topic
from machinami.capabilities.notices.types import Tried
from machinami.foundation.errors import Conflict, Refused
from machinami.foundation.user_agents import browser_and_system
from machinami.shells.portal.access import here, public, signed_in


@signed_in
def notifications(request: HttpRequest) -> HttpResponse:
    actor, error = request.actor, None  # type: ignore[attr-defined]
    choices = queries.choices(actor=actor)
    if request.method == "POST":
        chosen = {code: request.POST.getlist(code) for code in TOPICS}
        try:
            actions.choose(actor=actor, chosen=chosen, quiet=_hours(request))
            messages.success(request, _("お知らせの受け取り方を保存しました"))
            return HttpResponseRedirect(here(request, "my/notifications/"))
        except Refused as refused:
            error, choices = refused.message, Choices({c: tuple(w) for c, w in chosen.items()}, choices.quiet, choices.devices)
    return render(request, "portal/notifications.html", {
        "error": error, "topics": [_topic(t, choices) for t in TOPICS.values()], "hours": range(24),
        "quiet_on": bool(request.POST.get("quiet")) if error else bool(choices.quiet), **_shown_hours(request, choices, bool(error)),
        "email": identity.email_of(actor.id), "devices": queries.devices(actor=actor), "push_key": queries.push_offered()}, status=422 if error else 200)


def _hours(request: HttpRequest) -> tuple[int, int] | None:
    """Hours as chosen; what is no hour becomes −1, which the action refuses."""
    if not request.POST.get("quiet"):
        return None
    start, end = (int(v) if (v := request.POST.get(name, "")).isdecimal() and len(v) < 3 else -1 for name in ("from", "until"))
    return start, end


def _shown_hours(request: HttpRequest, choices: Choices, failed: bool) -> dict[str, Any]:
    if failed:
        return {"quiet_from": request.POST.get("from", ""), "quiet_until": request.POST.get("until", "")}
    start, end = choices.quiet or (22, 7)
    return {"quiet_from": str(start), "quiet_until": str(end)}


def _topic(topic: Topic, choices: Choices) -> dict[str, Any]:
    offered = [c for c in CHANNELS if c != "push" or queries.push_offered()]
    ways = [{"code": code, "name": CHANNELS[code], "on": choices.wants(topic.code, code), "fixed": code in topic.fixed} for code in offered]
    return {"topic": topic, "ways": ways, "fixed": [w["name"] for w in ways if w["fixed"]]}


@signed_in
@require_POST
def add_device(request: HttpRequest) -> HttpResponse:
    """The browser's subscription, filled into the form by push.js."""
    values = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    try:
        actions.add_device(actor=request.actor, name=_device_name(request.headers.get("User-Agent", "")), **values)  # type: ignore[attr-defined]
        messages.success(request, _("この端末で受け取るようにしました"))
    except Refused as refused:
        messages.error(request, str(refused.message))
    return HttpResponseRedirect(here(request, "my/notifications/"))


@signed_in
@require_POST
def device(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Try it, or remove it."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        if request.POST.get("do") == "try":
            _tell(request, actions.try_device(actor=actor, device_id=device_id))
        else:
            actions.remove_device(actor=actor, device_id=device_id)
            messages.success(request, _("端末を外しました"))
    except Conflict as soon:
        messages.error(request, str(soon.message))
    return HttpResponseRedirect(here(request, "my/notifications/"))


def _tell(request: HttpRequest, tried: Tried) -> None:
    if tried.sent:
        messages.success(request, _("送りました。端末に出ないときは、端末の通知の設定を確かめてください"))
    elif tried.gone:
        messages.error(request, _("この端末は受け取りをやめていたので、外しました。受け取るには、その端末でもう一度登録してください"))
    else:
        messages.error(request, _("いまは送れませんでした。しばらくしてから、もう一度ためしてください"))


def _device_name(agent: str) -> str:
    """``Android・Chrome``: enough to tell one's own devices apart."""
    return "・".join(filter(None, reversed(browser_and_system(agent)))) or "Web"


@csrf_exempt  # the signed link is what allows it; mail programs post without a cookie (RFC 8058)
@public
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; posting stops the topic's e-mail, also when a mail program does it by itself."""
    if request.method == "POST":
        resume = request.POST.get("do") == "resume"
        offer = (actions.resume_letters if resume else actions.stop_letters)(token=token)
        done = "resumed" if resume else "stopped"
    else:
        offer, done = queries.offer(token), ""
    response = render(request, "portal/stop.html", {"offer": offer, "done": done})
    response.headers["Cache-Control"] = "no-store"
    return response
