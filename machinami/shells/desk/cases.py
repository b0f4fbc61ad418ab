"""The work list and one case on one screen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from machinami.capabilities.cases import actions, queries
from machinami.capabilities.cases.states import OPEN, STATES, TRANSITIONS, VERBS
from machinami.capabilities.cases.types import CorrectionItem
from machinami.capabilities.documents import queries as documents
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.payments import queries as payments
from machinami.capabilities.procedures import desk, forms
from machinami.capabilities.signatures import queries as signatures
from machinami.city import calendar, sections
from machinami.foundation.errors import NotAllowed, Refused
from machinami.shells.desk.access import staff
from machinami.shells.desk.lists import LIST_KEY, filter_of
from machinami.shells.desk.typed import day
from machinami.shells.desk.words import CHARGE_STATES

_PURPOSE = "申請の審査"
#: Why a sealed answer or finding may be looked at.
REVEAL_PURPOSES = ("申請の審査", "支払いの登録", "申請者からの問合せ", "ほかの機関への照会")
#: The days a resident has to correct an application, in working days, unless the desk says otherwise.
CORRECTION_DAYS = 10


def near(request: HttpRequest, case_id: UUID) -> Any:
    """The cases before and after this one in the list last looked at, or None without one."""
    query = request.session.get(LIST_KEY)
    if query is None:
        return None
    return queries.neighbours(actor=request.actor, filters=filter_of(QueryDict(query)), case_id=case_id)  # type: ignore[attr-defined]


@staff("cases.view")
def slip(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The case on paper, for the office's own hands: answers, findings, history. Sealed values by their end."""
    content = desk.slip(actor=request.actor, case_id=case_id)  # type: ignore[attr-defined]
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="case-{case_id}.pdf"'
    return response


@staff("cases.view")
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    detail = queries.case(actor=actor, case_id=case_id, purpose=_PURPOSE)
    return render(request, "desk/case.html", page_context(actor, detail) | {"near": near(request, case_id)})


#: The newest rows of each kind that a case's page says it shows.
_KNOWN = 20


def page_context(actor: Any, detail: Any, *, step: str = "", posted: Any = None, errors: Any = None,
                 offered: Any = None) -> dict[str, Any]:
    """Everything on one screen. ``posted``, ``errors``, ``offered`` belong to the block ``step`` of the findings."""
    subject = f"cases.Case:{detail.row.id}"
    code, version = detail.row.code, detail.version
    may_handle = actor.may("cases.handle", section=detail.row.section)
    may_decide = actor.may("cases.decide", section=detail.row.section)
    papers = documents.documents_of(actor=actor, subject=subject)
    # What the event stream may still tell of though this page shows it: its seconds of doubt, and its own start, are not long.
    known = [row.id for rows in (detail.history, detail.messages, papers) for row in rows[-_KNOWN:]]
    decidable = may_decide and detail.row.state in ("received", "reviewing")
    answers = forms.answer_sections(code, version, detail.answers, language="ja")
    return {
        "withheld": documents.withheld([u["id"] for s in answers for r in s.rows for u in r.uploads]),
        "c": detail, "states": STATES, "verbs": VERBS, "charge_states": CHARGE_STATES, "kin": desk.KIN, "today": timezone.localdate(), "section": sections.section(detail.row.section),
        "answers": answers,
        "diff": forms.diff_sections(code, version, detail.versions[-2].answers, detail.answers)
        if len(detail.versions) > 1 else [],
        "charges": payments.charges_of(actor=actor, subject=subject) if actor.may("payments.view") else [],
        "may_take_cash": actor.may("payments.take_cash", section=detail.row.section),
        "may_refund": actor.may("payments.refund", section=detail.row.section),
        "documents": papers,
        "known": known,
        "signatures": signatures.of_case(actor=actor, case_id=detail.row.id) if actor.may("signatures.view") else [],
        "may_handle": may_handle,
        "colleagues": identity.colleagues(actor=actor, section=detail.row.section) if may_handle else [],
        "memos": [e for e in detail.history if e.verb == "memo"], "may_decide": may_decide, "purposes": REVEAL_PURPOSES,
        "findings": desk.findings(actor, detail, step=step, posted=posted, errors=errors, offered=offered),
        "finding_changes": desk.finding_changes(detail), "found_step": step,
        "refusal_reasons": desk.refusal_reasons(detail), "papers": desk.papers_to_come(actor, detail) if decidable else {},
        "links": queries.links(actor=actor, case_id=detail.row.id), "link_kinds": queries.KINDS,
        "likely": queries.likely(actor=actor, case_id=detail.row.id, person_id=detail.person_id, code=code),
        "closable": detail.row.state in TRANSITIONS["withdraw"][0], "open": detail.row.state in OPEN, "steps": list(enumerate(detail.steps)),
        "correctable": forms.correctable(code, version, detail.answers),
        "due": calendar.working_days_after(timezone.localdate(), CORRECTION_DAYS),
    }


def revision_of(request: HttpRequest) -> int | None:
    value = request.POST.get("revision", "")
    return int(value) if value.isdigit() else None


@staff("cases.handle")
@require_POST
def do(request: HttpRequest, case_id: UUID, verb: str) -> HttpResponse:
    """The one-press steps: take, give back, start, tick a step, complete, message."""
    actor, post = request.actor, request.POST  # type: ignore[attr-defined]
    if verb == "take":
        actions.assign(actor=actor, case_id=case_id, staff_id=actor.id)
    elif verb == "give":
        actions.assign(actor=actor, case_id=case_id, staff_id=post.get("staff") or None)
    elif verb == "memo":
        actions.add_memo(actor=actor, case_id=case_id, body=post.get("memo", ""))
    elif verb == "release":
        actions.assign(actor=actor, case_id=case_id, staff_id=None)
    elif verb == "start":
        actions.start_review(actor=actor, case_id=case_id, revision=revision_of(request))
    elif verb == "step":
        actions.finish_step(actor=actor, case_id=case_id, revision=revision_of(request))
    elif verb == "complete":
        actions.complete(actor=actor, case_id=case_id)
    elif verb == "cancel-correction":
        actions.cancel_correction(actor=actor, case_id=case_id, reason=post.get("reason", ""))
    elif verb == "message":
        actions.send_message(actor=actor, case_id=case_id, body=post.get("body", ""))
    else:
        raise Http404
    messages.success(request, "記録しました")
    return HttpResponseRedirect(f"/desk/cases/{case_id}/")


@staff("cases.handle")
@require_POST
def correction(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask for a correction: which answers, why, until when."""
    actor, post = request.actor, request.POST  # type: ignore[attr-defined]
    paths = post.getlist("path")
    items = [CorrectionItem(p, post.get(f"reason-{p}", "") or post.get("reason", "")) for p in paths]
    due = day(post.get("due_on")) or timezone.localdate() - timedelta(days=1)  # refused as gone by
    try:
        actions.request_correction(actor=actor, case_id=case_id, items=items, due_on=due, revision=revision_of(request))
    except NotAllowed:
        raise
    except Refused as refused:
        return again(request, case_id, refused)
    messages.success(request, "補正を求めました。申請者にお知らせを送ります")
    return HttpResponseRedirect(f"/desk/cases/{case_id}/")


def again(request: HttpRequest, case_id: UUID, refused: Refused) -> HttpResponse:
    """The same screen with what to do, and what was typed still there."""
    actor = request.actor  # type: ignore[attr-defined]
    detail = queries.case(actor=actor, case_id=case_id, purpose=_PURPOSE)
    context = page_context(actor, detail) | {
        "refused": refused.message, "refused_fields": refused.fields.items(), "typed": request.POST,
        "typed_paths": request.POST.getlist("path"), "typed_reasons": request.POST.getlist("reasons")}
    return render(request, "desk/case.html", context, status=refused.status)


@staff("cases.view")
def upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """A resident's attachment, opened in the purpose of the review."""
    content, media_type, _ = documents.read_upload(actor=request.actor, upload_id=upload_id, purpose=_PURPOSE)  # type: ignore[attr-defined]
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{upload_id}"'
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@staff("cases.view")
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    content = documents.read_document(actor=request.actor, document_id=document_id, purpose=_PURPOSE)  # type: ignore[attr-defined]
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{document_id}.pdf"'
    return response
