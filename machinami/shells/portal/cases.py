"""My page: what is under way, what to do next, and everything about one case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from machinami.capabilities.cases import actions, queries
from machinami.capabilities.cases.states import STATES, UNDER_WAY
from machinami.capabilities.documents import queries as documents
from machinami.capabilities.notices import queries as notices
from machinami.capabilities.payments import queries as payments
from machinami.capabilities.procedures import actions as procedure_actions
from machinami.capabilities.procedures import desk, forms
from machinami.capabilities.procedures import queries as procedures
from machinami.capabilities.signatures import queries as signatures
from machinami.capabilities.visits import queries as visits
from machinami.city import sections
from machinami.shells.portal.access import here, signed_in

_PURPOSE = "本人が自分の申請を見る"
#: The way of a case as a resident sees it.
_WAY = ("received", "reviewing", "approved", "completed")


@signed_in
def my_page(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    number = request.GET.get("page", "1")
    page = queries.my_cases(actor=actor, page=int(number) if number.isdigit() and int(number) else 1)
    todo = [c for c in page.rows if c.state in ("awaiting_correction", "awaiting_payment", "awaiting_signatures", "lapsed")]
    together = visits.my_visits(actor=actor)
    return render(request, "portal/my.html", {
        "drafts": [d for d in procedures.my_drafts(actor=actor) if not d.visit_id], "page": page,
        "unsent": [v for v in together if v.state == "gathering"], "sent": [v for v in together if v.state != "gathering"], "todo": todo, "states": STATES,
        "to_sign": signatures.waiting(actor=actor),
        "unread": notices.unread(actor=actor)})


def _case(request: HttpRequest, case_id: UUID) -> Any:
    return queries.case(actor=request.actor, case_id=case_id, purpose=_PURPOSE)  # type: ignore[attr-defined]


@signed_in
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    detail = _case(request, case_id)
    language = request.LANGUAGE_CODE  # type: ignore[attr-defined]
    charges = payments.charges_of(actor=actor, subject=f"cases.Case:{case_id}")
    return render(request, "portal/case.html", {
        "c": detail, "states": STATES, "timeline": _timeline(detail), "charges": charges,
        "answers": forms.answer_sections(detail.row.code, detail.version, detail.answers, language=language),
        "found": desk.told_findings(detail, language),
        "section": sections.section(detail.row.section), "may_withdraw": detail.row.state in UNDER_WAY, "signatures": signatures.of_case(actor=actor, case_id=case_id),
        "documents": documents.documents_of(actor=actor, subject=f"cases.Case:{case_id}")})


def _timeline(detail: Any) -> list[tuple[str, Any, Any]]:
    """(class, state's words, when): past steps with dates, one present, the rest to come."""
    reached = {"received": detail.row.received_at}
    for entry in detail.history:
        if entry.after and entry.after != entry.before:
            reached[entry.after] = entry.at
    state = detail.row.state
    way = [s for s in _WAY if s != "approved" or state != "refused"]
    if state not in way:
        way.insert(max(1, sum(1 for s in way if s in reached)), state)
    here_at = way.index(state)
    # What was passed over is not told as done, and nothing comes after the end.
    past, rest = [s for s in way[:here_at] if s in reached], [] if state == "withdrawn" else way[here_at + 1:]
    rest = [] if state == "lapsed" else rest
    return [*(("done-step", STATES[s], reached[s]) for s in past), ("now", STATES[state], reached.get(state)),
            *(("later", STATES[s], None) for s in rest)]


@signed_in
def done(request: HttpRequest, case_id: UUID) -> HttpResponse:
    row = queries.receipt(actor=request.actor, case_id=case_id, purpose=_PURPOSE)  # type: ignore[attr-defined]
    awaited = signatures.of_case(actor=request.actor, case_id=case_id)  # type: ignore[attr-defined]
    return render(request, "portal/done.html", {"row": row, "section": sections.section(row.section), "signatures": awaited,
                                                "awaiting": row.state == "awaiting_signatures"})


@signed_in
def amend(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """補正: only what was asked for, each with its reason; checked and sent from one page."""
    detail = _case(request, case_id)
    if detail.open_correction is None:
        return HttpResponseRedirect(here(request, f"my/cases/{case_id}/"))
    errors: dict[str, Any] = {}
    if request.method == "POST":
        result = procedure_actions.amend(
            actor=request.actor, case_id=case_id, posted=request.POST, files=request.FILES,  # type: ignore[attr-defined]
            language=request.LANGUAGE_CODE)  # type: ignore[attr-defined]
        errors = result.errors
        if not errors and not result.stay:
            messages.success(request, _("直した内容を送りました"))
            return HttpResponseRedirect(here(request, f"my/cases/{case_id}/"))
    page = forms.amend_page(detail, language=request.LANGUAGE_CODE, actor=request.actor,  # type: ignore[attr-defined]
                            posted=request.POST if request.method == "POST" else None, errors=errors)
    return render(request, "portal/amend.html", {"c": detail, "page": page}, status=422 if errors else 200)


@signed_in
@require_POST
def message(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actions.send_message(actor=request.actor, case_id=case_id, body=request.POST.get("body", ""))  # type: ignore[attr-defined]
    messages.success(request, _("質問を送りました"))
    return HttpResponseRedirect(here(request, f"my/cases/{case_id}/"))


@signed_in
def withdraw(request: HttpRequest, case_id: UUID) -> HttpResponse:
    detail = _case(request, case_id)
    if request.method == "POST":
        actions.withdraw(actor=request.actor, case_id=case_id, reason=request.POST.get("reason", ""))  # type: ignore[attr-defined]
        messages.success(request, _("申請を取り下げました"))
        return HttpResponseRedirect(here(request, f"my/cases/{case_id}/"))
    return render(request, "portal/withdraw.html", {"c": detail})


@signed_in
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A certificate or receipt of one's own, as PDF."""
    actor = request.actor  # type: ignore[attr-defined]
    row = documents.document(actor=actor, document_id=document_id)
    content = documents.read_document(actor=actor, document_id=document_id, purpose="本人が自分の文書を見る")
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    return response
