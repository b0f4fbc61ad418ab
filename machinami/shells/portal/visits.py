"""One visit: going on where it was left, everything on one page to check and send, then one timeline and the counter's code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from machinami.capabilities.cases.states import STATES
from machinami.capabilities.procedures import forms
from machinami.capabilities.procedures import queries as procedures
from machinami.capabilities.visits import actions, queries
from machinami.foundation.errors import Refused
from machinami.shells.portal.access import here, signed_in


@signed_in
def go_on(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """To the next thing that nobody knows yet."""
    visit = queries.visit(actor=request.actor, visit_id=visit_id)  # type: ignore[attr-defined]
    if visit.state != "gathering":
        return HttpResponseRedirect(here(request, f"visits/{visit_id}/"))
    following = actions.advance(actor=request.actor, visit_id=visit_id)  # type: ignore[attr-defined]
    where = f"apply/{following.draft_id}/{following.question}/" if following.draft_id else f"visits/{visit_id}/check/"
    return HttpResponseRedirect(here(request, where))


@signed_in
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """What it consists of and how far each part is; once sent, one timeline and the code for the counter."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.visit(actor=actor, visit_id=visit_id)
    context: dict[str, Any] = {"v": found, "states": STATES}
    if found.state != "gathering":
        context |= {"timeline": queries.timeline(actor=actor, visit_id=visit_id), "qr": mark_safe(queries.picture(found.code))}  # noqa: S308 - ours
    return render(request, "portal/visit.html", context)


@signed_in
def check(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Everything of every part on one page, then one press."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.visit(actor=actor, visit_id=visit_id)
    if found.state != "gathering":
        return HttpResponseRedirect(here(request, f"visits/{visit_id}/"))
    errors: dict[str, Any] = {}
    if request.method == "POST":
        agreed = {p.id: request.POST.getlist(f"agree-{p.id}") for p in found.parts}
        try:
            sent = actions.send(actor=actor, visit_id=visit_id, agreed=agreed, language=request.LANGUAGE_CODE)  # type: ignore[attr-defined]
            errors = sent.errors
        except Refused as refused:
            errors = {"": {"": refused.message}}
        if not errors:
            return HttpResponseRedirect(here(request, f"visits/{visit_id}/"))
    following = actions.advance(actor=actor, visit_id=visit_id)
    if following.draft_id:
        return HttpResponseRedirect(here(request, f"apply/{following.draft_id}/{following.question}/"))
    found = queries.visit(actor=actor, visit_id=visit_id)
    drafts = {p.id: procedures.draft(actor=actor, draft_id=p.draft_id) for p in found.parts if p.draft_id}
    language = request.LANGUAGE_CODE  # type: ignore[attr-defined]
    pages = [(p, drafts[p.id], forms.check_page(drafts[p.id], language=language), errors.get(p.id, {})) for p in found.parts if p.id in drafts]
    event = procedures.draft(actor=actor, draft_id=found.draft_id)
    told = [(f"{path.replace('agree-', f'agree-{part}-')}" if part else "", text)
            for part, each in errors.items() for path, text in each.items()]
    return render(request, "portal/visit_check.html", {
        "v": found, "pages": pages, "event": event, "event_page": forms.check_page(event, language=language), "errors": told},
        status=422 if errors else 200)


@signed_in
def drop(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """What is lost, then one press."""
    found = queries.visit(actor=request.actor, visit_id=visit_id)  # type: ignore[attr-defined]
    if request.method != "POST":
        return render(request, "portal/visit_drop.html", {"v": found})
    actions.drop(actor=request.actor, visit_id=visit_id)  # type: ignore[attr-defined]
    messages.success(request, _("まとめての申請を消しました"))
    return HttpResponseRedirect(here(request, "my/"))
