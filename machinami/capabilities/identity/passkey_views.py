"""Doors for passkeys, and a member of staff's own page: their passkeys, and where they are signed in."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from machinami.capabilities.identity import ceremonies, passkeys, places
from machinami.capabilities.identity.freshness import is_fresh
from machinami.capabilities.identity.middleware import (
    asked_passkeys,
    proven_at,
    remember_passkey,
    start_resident_session,
)
from machinami.capabilities.identity.views import language_of, safe
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotAllowed, NotFound, Refused

PAGE = "/desk/account/"
DONE = {"add": "パスキーを登録しました。次からのサインインに使えます", "rename": "名前を変えました", "remove": "パスキーを消しました",
        "end": "そのサインインを終わらせました", "end_others": "ほかのサインインをすべて終わらせました"}


def answer_of(request: HttpRequest) -> Any:
    """What the browser's authenticator said. :raises Refused: for what is no JSON."""
    try:
        return json.loads(request.POST.get("credential", ""))
    except ValueError:
        raise ceremonies.refuse("passkey_unreadable") from None


@require_POST
@never_cache
def options(request: HttpRequest) -> HttpResponse:
    """The question for a sign-in, at either door. Public: it names nobody."""
    asked, challenge = ceremonies.ask_sign_in()
    remember_passkey(request, challenge)
    return JsonResponse(asked)


@require_POST
@never_cache
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    target = safe(request, request.GET.get("next", ""), "/desk/")
    try:
        found = passkeys.sign_in_staff(said=answer_of(request), begun=asked_passkeys(request))
    except Refused as refused:
        return render(request, "identity/staff_sign_in.html", {"error": refused.message, "next": target, "demo": settings.DEMO_DOORS}, status=422)
    login(request, found, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(target)


@require_POST
@never_cache
def resident_sign_in(request: HttpRequest) -> HttpResponse:
    target = safe(request, request.GET.get("next", ""), "/ja/my/")
    try:
        account, level = passkeys.sign_in_resident(said=answer_of(request), begun=asked_passkeys(request))
    except Refused as refused:
        return render(request, "identity/sign_in.html", {"error": refused.message, "next": target, "language": language_of(target)}, status=422)
    start_resident_session(request, account, level, way="passkey")
    return HttpResponseRedirect(target)


def _staff(request: HttpRequest) -> Actor:
    actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff":
        raise NotAllowed("identity.own_passkeys")
    return actor  # type: ignore[no-any-return]


@require_POST
@never_cache
def staff_options(request: HttpRequest) -> HttpResponse:
    """The question for a new passkey; 403 when the sign-in is too long ago."""
    actor = _staff(request)
    try:
        asked, challenge = passkeys.ask_new(actor=actor, login=request.user.get_username(), proven_at=proven_at(request))
    except Refused as refused:
        return JsonResponse({"detail": refused.message.ja}, status=403)
    remember_passkey(request, challenge)
    return JsonResponse(asked)


@never_cache
def staff_account(request: HttpRequest) -> HttpResponse:
    """A member of staff's own. By POST one change, named in ``do``."""
    if request.method == "GET" and request.actor.kind == "anonymous":  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"/desk/signin/?next={PAGE}")
    actor, error = _staff(request), None
    if request.method == "POST":
        try:
            change(request, actor)
            messages.success(request, DONE[request.POST["do"]])
            return HttpResponseRedirect(PAGE)
        except (NotAllowed, NotFound):
            raise
        except Refused as refused:
            error = refused
    return render(request, "identity/staff_account.html", {
        "passkeys": passkeys.passkeys(actor=actor), "places": places.places(actor=actor, session_key=request.session.session_key),
        "fresh": is_fresh(proven_at(request)), "error": error and error.message,
        "again": error is not None and error.code == "sign_in_again"}, status=error.status if error else 200)


def change(request: HttpRequest, actor: Actor) -> None:
    """``do``: add, rename or remove a passkey, end one session or all others. :raises NotFound: for anything else."""
    post, key = request.POST, request.POST.get("id", "")
    verbs = {
        "add": lambda: passkeys.add_passkey(actor=actor, said=answer_of(request), begun=asked_passkeys(request),
                                            name=post.get("name", ""), proven_at=proven_at(request)),
        "rename": lambda: passkeys.rename_passkey(actor=actor, passkey_id=key, name=post.get("name", "")),
        "remove": lambda: passkeys.remove_passkey(actor=actor, passkey_id=key, proven_at=proven_at(request)),
        "end": lambda: places.end_place(actor=actor, place_id=key, proven_at=proven_at(request)),
        "end_others": lambda: places.end_other_places(actor=actor, session_key=request.session.session_key, proven_at=proven_at(request))}
    if post.get("do", "") not in verbs:
        raise NotFound("verb")
    verbs[post["do"]]()
