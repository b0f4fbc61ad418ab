"""How I want to be told: by topic and way, quiet hours; and the page that a letter's stop link opens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices import actions, queries
from machinami.capabilities.notices.choosing import Choices
from machinami.capabilities.notices.topics import CHANNELS, TOPICS, Topic
from machinami.foundation.errors import Refused
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
        "email": identity.email_of(actor.id)}, status=422 if error else 200)


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
    ways = [{"code": code, "name": name, "on": choices.wants(topic.code, code), "fixed": code in topic.fixed}
            for code, name in CHANNELS.items()]
    return {"topic": topic, "ways": ways, "fixed": [w["name"] for w in ways if w["fixed"]]}


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
