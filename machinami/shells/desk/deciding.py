"""Deciding: the document is seen before it is issued."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from machinami.capabilities.procedures import actions, desk
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.shells.desk.access import staff
from machinami.shells.desk.cases import again, revision_of


@staff("cases.decide")
@require_POST
def decide(request: HttpRequest, case_id: UUID) -> HttpResponse:
    post = request.POST
    try:
        actions.decide(actor=request.actor, case_id=case_id, outcome=post.get("outcome", ""),  # type: ignore[attr-defined]
                       reasons=post.getlist("reasons"), reason=post.get("reason", ""), revision=revision_of(request))
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return again(request, case_id, refused)
    messages.success(request, "決定しました。申請者にお知らせを送ります")
    return HttpResponseRedirect(f"/desk/cases/{case_id}/")


@staff("cases.handle")
@require_POST
def preview(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The document as a draft (PDF), from what is recorded and what stands in the decision form."""
    post = request.POST
    outcome, _, paper = post.get("paper", "").partition(":")
    try:
        content = desk.preview(actor=request.actor, case_id=case_id, outcome=outcome, paper=paper,  # type: ignore[attr-defined]
                               reasons=tuple(post.getlist("reasons")), reason=post.get("reason", ""))
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return again(request, case_id, refused)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="draft.pdf"'
    return response
