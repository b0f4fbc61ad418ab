"""サインインの方法と場所: a resident's passkeys, and where they are signed in."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from machinami.capabilities.identity import actions, queries
from machinami.capabilities.identity.middleware import (
    asked_passkeys,
    by_provider,
    proven_at,
    remember_passkey,
)
from machinami.foundation.errors import NotFound, Refused
from machinami.shells.portal.access import here, signed_in

PATH = "my/sign-in/"


@signed_in
def access(request: HttpRequest) -> HttpResponse:
    """GET lists; POST makes one change, named in ``do``."""
    error = None
    if request.method == "POST":
        try:
            messages.success(request, _change(request))
            return HttpResponseRedirect(here(request, PATH))
        except NotFound:
            raise
        except Refused as refused:
            error = refused
    actor = request.actor  # type: ignore[attr-defined]
    return render(request, "portal/own_access.html", {
        "passkeys": queries.passkeys(actor=actor), "places": queries.places(actor=actor, session_key=request.session.session_key),
        "fresh": queries.is_fresh(proven_at(request)), "may_add": queries.is_fresh(_by_card(request)),
        "error": error and error.message, "again": f"/signin/?card=1&lang={request.LANGUAGE_CODE}&next={here(request, PATH)}",  # type: ignore[attr-defined]
    }, status=error.status if error else 200)


def _by_card(request: HttpRequest) -> float:
    """Only who was just vouched for by the provider makes a new passkey: none is made by another."""
    return proven_at(request) if by_provider(request) else 0


@signed_in
@require_POST
def question(request: HttpRequest) -> HttpResponse:
    """For passkey.js: what a new passkey has to answer; 403 when the sign-in with the card is too long ago."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        asked, challenge = actions.ask_new(actor=actor, login=actor.name, proven_at=_by_card(request))
    except Refused as refused:
        return JsonResponse({"detail": str(refused.message)}, status=403)
    remember_passkey(request, challenge)
    return JsonResponse(asked)


def _change(request: HttpRequest) -> str:
    """What was done, in words. :raises NotFound: for what is none of the changes."""
    actor, post = request.actor, request.POST  # type: ignore[attr-defined]
    do, key = post.get("do", ""), post.get("id", "")
    if do == "add":
        actions.add_passkey(actor=actor, said=_answer(post.get("credential", "")), begun=asked_passkeys(request),
                            name=post.get("name", ""), proven_at=_by_card(request))
        return _("この端末を登録しました。次からのサインインに使えます。")
    if do == "rename":
        actions.rename_passkey(actor=actor, passkey_id=key, name=post.get("name", ""))
        return _("名前を変えました。")
    if do == "remove":
        actions.remove_passkey(actor=actor, passkey_id=key, proven_at=proven_at(request))
        return _("登録を消しました。")
    if do == "end":
        actions.end_place(actor=actor, place_id=key, proven_at=proven_at(request))
        return _("そのサインインを終わらせました。")
    if do == "end_others":
        actions.end_other_places(actor=actor, session_key=request.session.session_key, proven_at=proven_at(request))
        return _("ほかのサインインをすべて終わらせました。")
    raise NotFound("verb")


def _answer(text: str) -> Any:
    """What the browser's authenticator said; None for what is no JSON, which the action then refuses."""
    try:
        return json.loads(text)
    except ValueError:
        return None
