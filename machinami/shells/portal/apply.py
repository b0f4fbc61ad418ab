"""Applying: one question a page, checked, saved at every step, sent once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from machinami.capabilities.procedures import actions, forms, queries
from machinami.city import sections
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.shells.portal.access import here, signed_in


@signed_in
def start(request: HttpRequest, code: str) -> HttpResponse:
    """POST starts (or goes on with) a draft; GET returns to the procedure's page. Where it may be for somebody of the
    household, it is asked first for whom."""
    if request.method != "POST":
        return HttpResponseRedirect(here(request, f"procedures/{code}/"))
    wanted = request.POST.get("for")
    if wanted is None and queries.may_act_for(actor=request.actor, code=code):  # type: ignore[attr-defined]
        return HttpResponseRedirect(here(request, f"procedures/{code}/apply/for/"))
    try:
        draft = actions.start_draft(actor=request.actor, code=code, for_person=_person(wanted))  # type: ignore[attr-defined]
    except NotFound:
        raise
    except Refused as refused:
        return render(request, "portal/not_eligible.html", _not_for(code, refused.message) | {"stronger": refused.code == "identity_level"}, status=422)
    return HttpResponseRedirect(_where_left(request, draft))


def _person(wanted: str | None) -> UUID | None:
    """Somebody of the household; nobody for oneself. :raises NotFound: for what is no id."""
    try:
        return UUID(wanted) if wanted and wanted != "self" else None
    except ValueError:
        raise NotFound("person") from None


@signed_in
def for_whom(request: HttpRequest, code: str) -> HttpResponse:
    """だれのための申請か: oneself, or whom of the household one may apply for."""
    found = queries.current(code).definition
    return render(request, "portal/for_whom.html", {
        "p": found, "choices": queries.may_act_for(actor=request.actor, code=code),  # type: ignore[attr-defined]
        "section": sections.section(found.section)})


def _where_left(request: HttpRequest, draft: Any) -> str:
    if draft.visit_id:
        return here(request, f"visits/{draft.visit_id}/next/")
    return here(request, f"apply/{draft.id}/{forms.first_open(draft) or 'check'}/")


def _not_for(code: str, message: Any) -> dict[str, Any]:
    """For the page that says why not here, and where else."""
    return {"message": message, "code": code, "section": sections.section(queries.definition(code).section)}


@signed_in
def resume(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Go to where the draft was left."""
    draft = queries.draft(actor=request.actor, draft_id=draft_id)  # type: ignore[attr-defined]
    if draft.case_id:
        return HttpResponseRedirect(here(request, f"my/cases/{draft.case_id}/"))
    return HttpResponseRedirect(_where_left(request, draft))


@signed_in
def question(request: HttpRequest, draft_id: UUID, question: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            saved = actions.save_answers(
                actor=actor, draft_id=draft_id, question=question, posted=request.POST, files=request.FILES,
                revision=_number(request.POST.get("revision")), language=request.LANGUAGE_CODE)  # type: ignore[attr-defined]
        except Conflict:  # sent already: its page is where to look
            return HttpResponseRedirect(here(request, f"apply/{draft_id}/"))
        draft, errors = saved.draft, saved.errors
        if saved.not_for is not None:
            return render(request, "portal/not_eligible.html",
                          _not_for(draft.code, saved.not_for) | {"draft": draft, "question": question})
        if not saved.errors and not saved.stay:
            return HttpResponseRedirect(_next(request, saved, question))
    else:
        draft = queries.draft(actor=actor, draft_id=draft_id)
        if draft.case_id:
            return HttpResponseRedirect(here(request, f"my/cases/{draft.case_id}/"))
    page = forms.question_page(draft, question, language=request.LANGUAGE_CODE,  # type: ignore[attr-defined]
                               posted=request.POST if request.method == "POST" else None, errors=errors)
    if page is None:
        return HttpResponseRedirect(here(request, f"apply/{draft_id}/"))
    return render(request, "portal/question.html", {"page": page, "draft": draft, "back": _back(request, draft_id, page, draft.visit_id)},
                  status=422 if errors else 200)


def _back(request: HttpRequest, draft_id: UUID, page: Any, visit_id: str | None) -> str:
    if "check" in request.GET:
        return here(request, f"apply/{draft_id}/check/")
    if page.previous:
        return here(request, f"apply/{draft_id}/{page.previous}/")
    if visit_id:
        return here(request, f"visits/{visit_id}/")
    return here(request, f"procedures/{page.code}/")


def _next(request: HttpRequest, saved: Any, question: str) -> str:
    if "later" in request.POST:
        return here(request, "my/")
    if saved.draft.visit_id:
        following = None if "check" in request.GET else forms.first_open(saved.draft)
        return here(request, f"apply/{saved.draft.id}/{following}/" if following else f"visits/{saved.draft.visit_id}/next/")
    if "check" in request.GET and not forms.first_open(saved.draft):
        return here(request, f"apply/{saved.draft.id}/check/")
    following = forms.next_question(saved.draft, question)
    return here(request, f"apply/{saved.draft.id}/{following or 'check'}/")


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdigit() else None


@signed_in
def check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """内容を確認して申請: everything on one page, a change link each, then one press."""
    actor = request.actor  # type: ignore[attr-defined]
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            case = actions.submit(actor=actor, draft_id=draft_id, agreed=request.POST.getlist("agree"),
                                  idempotency_key=request.POST.get("key", ""),
                                  language=request.LANGUAGE_CODE)  # type: ignore[attr-defined]
        except Conflict:
            raise
        except Refused as refused:
            errors = refused.fields or {"": refused.message}
        else:
            return HttpResponseRedirect(_after(request, case))
    draft = queries.draft(actor=actor, draft_id=draft_id)
    if draft.case_id:
        return HttpResponseRedirect(here(request, f"my/cases/{draft.case_id}/done/"))
    if draft.visit_id:
        return HttpResponseRedirect(here(request, f"visits/{draft.visit_id}/check/"))
    page = forms.check_page(draft, language=request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    key = salted_hmac("submit", f"{draft.id}:{draft.revision}").hexdigest()[:32]
    return render(request, "portal/check.html", {"page": page, "draft": draft, "key": key, "errors": errors},
                  status=422 if errors else 200)


def _after(request: HttpRequest, case: Any) -> str:
    if case.charge_id:
        return here(request, f"pay/{case.charge_id}/")
    return here(request, f"my/cases/{case.id}/done/")


@signed_in
def extend(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Put the end of a draft off, once."""
    if request.method != "POST":
        return render(request, "portal/extend.html", {
            "draft": queries.draft(actor=request.actor, draft_id=draft_id)})  # type: ignore[attr-defined]
    try:
        actions.extend_draft(actor=request.actor, draft_id=draft_id)  # type: ignore[attr-defined]
    except Conflict as refused:
        messages.warning(request, str(refused.message))
    else:
        messages.success(request, _("書きかけの申請を、あと30日残します"))
    return HttpResponseRedirect(here(request, "my/"))


@signed_in
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What is lost, then one press: it can't be undone."""
    draft = queries.draft(actor=request.actor, draft_id=draft_id)  # type: ignore[attr-defined]
    if request.method != "POST":
        return render(request, "portal/discard.html", {"draft": draft})
    actions.discard_draft(actor=request.actor, draft_id=draft_id)  # type: ignore[attr-defined]
    messages.success(request, _("書きかけの申請を消しました"))
    return HttpResponseRedirect(here(request, "my/"))
