"""Signing an application of somebody else's: by an own sign-in, or by a mailed link with its code. And the applicant's view of it."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.procedures import forms
from machinami.capabilities.procedures import queries as procedures
from machinami.capabilities.signatures import actions, queries
from machinami.city import sections
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.shells.portal.access import here, public, signed_in

#: What an opened link is remembered by in the session, and for how long (seconds).
GUEST_KEY, GUEST_SECONDS = "signing", 30 * 60
_PURPOSE = "本人が自分の申請を見る"


@public
@sensitive_post_parameters("code")
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: nothing is told and nothing used up before the code is right (mail programs open links, too)."""
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            opened = actions.open_link(token=token, code=request.POST.get("code", ""))
        except Refused as refused:
            errors = refused.fields or {"": refused.message}
        else:
            request.session.cycle_key()
            request.session[GUEST_KEY] = {"request": opened, "until": int(time.time()) + GUEST_SECONDS}
            return _private(HttpResponseRedirect(here(request, "sign/")))
    opens = queries.link_opens(token)
    status = 422 if errors else 200 if opens else 410
    return _private(render(request, "portal/sign_enter.html", {"opens": opens, "errors": errors.items()}, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """Not kept: the address is a secret. (Other sites are never told it: Referrer-Policy same-origin, on every page.)"""
    response.headers["Cache-Control"] = "no-store"
    return response


def _guest(request: HttpRequest) -> Actor | None:
    """Who came by a link a short while ago."""
    held = request.session.get(GUEST_KEY) or {}
    if not held or not 0 <= held["until"] - time.time() <= GUEST_SECONDS:
        request.session.pop(GUEST_KEY, None)
        return None
    return queries.invited(held["request"])


@public
def invited(request: HttpRequest) -> HttpResponse:
    """What came by the link, to be read and answered."""
    guest = _guest(request)
    if guest is None:
        return _private(render(request, "portal/sign_enter.html", {"opens": False, "errors": ()}, status=410))
    return _private(_page(request, guest, guest.id, here(request, "sign/")))


@signed_in
def mine(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The same for a signed-in resident who was named."""
    return _page(request, request.actor, str(request_id), here(request, f"my/signing/{request_id}/"))  # type: ignore[attr-defined]


def _page(request: HttpRequest, actor: Actor, request_id: str, url: str) -> HttpResponse:
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            _answer(actor, request_id, request.POST)
        except (NotAllowed, NotFound):
            raise
        except Refused as refused:
            errors = refused.fields or {"": refused.message}
        else:
            return HttpResponseRedirect(url)
    asked = queries.asked(actor=actor, request_id=request_id)
    return render(request, "portal/sign.html", {
        "a": asked, "section": sections.section(asked.section), "errors": errors.items(), "typed": request.POST,
        "guest": actor.kind == "invited", "post_to": url,
        "answers": forms.answer_sections(asked.code, asked.definition_version, asked.answers,
                                         language=request.LANGUAGE_CODE)},  # type: ignore[attr-defined]
        status=422 if errors else 200)


def _answer(actor: Actor, request_id: str, post: Any) -> None:
    if "decline" in post:
        actions.decline(actor=actor, request_id=request_id, seen=post.get("seen", ""), reason=post.get("reason", ""))
    else:
        actions.sign(actor=actor, request_id=request_id, seen=post.get("seen", ""), agreed=bool(post.get("agree")))


@signed_in
def progress(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The applicant's: who has signed, what code to tell whom; send again, write to another address, go on after it ran out."""
    actor = request.actor  # type: ignore[attr-defined]
    row = cases.receipt(actor=actor, case_id=case_id, purpose=_PURPOSE)
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            messages.success(request, _do(actor, row, request.POST))
        except NotFound:
            raise
        except Refused as refused:
            errors = {f"{n}-{request.POST.get('request', '')}": t for n, t in refused.fields.items()} or {"": refused.message}
        else:
            return HttpResponseRedirect(here(request, f"my/cases/{case_id}/signatures/"))
    found = queries.of_case(actor=actor, case_id=case_id)
    return render(request, "portal/signatures.html", {
        "row": row, "signatures": found, "errors": errors.items(), "wrong": request.POST.get("request", "") if errors else "",
        "typed": request.POST, "awaiting": row.state == "awaiting_signatures", "lapsed": row.state == "lapsed",
        "section": sections.section(row.section)}, status=422 if errors else 200)


def _do(actor: Actor, row: Any, post: Any) -> str:
    """What was pressed, and what to say about it."""
    if "again" in post:
        actions.ask_again(actor=actor, case_id=row.id, days=procedures.definition(row.code).signing_days)
        return _("もう一度、署名をお願いしました")
    wanted = _uuid(post.get("request", ""))
    if "email" in post and "replace" in post:
        actions.replace_email(actor=actor, request_id=wanted, email=post["email"])
    else:
        actions.resend(actor=actor, request_id=wanted)
    return _("リンクを送りました。確認番号を、その人に伝えてください")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("signature") from None
