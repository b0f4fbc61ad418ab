"""Cases that belong together, on a case's page: tied, untied, and of two alike one closed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from machinami.capabilities.cases import actions
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.shells.desk.access import staff
from machinami.shells.desk.cases import again


@staff("cases.handle")
@require_POST
def link(request: HttpRequest, case_id: UUID) -> HttpResponse:
    post = request.POST
    try:
        actions.link_cases(actor=request.actor, case_id=case_id, number=post.get("number", ""), kind=post.get("kind", ""),  # type: ignore[attr-defined]
                           reason=post.get("link_reason", ""))
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return again(request, case_id, refused)
    messages.success(request, "関連する案件として結びつけました")
    return HttpResponseRedirect(f"/desk/cases/{case_id}/")


@staff("cases.handle")
@require_POST
def change(request: HttpRequest, case_id: UUID, link_id: UUID, verb: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    try:
        if verb == "unlink":
            actions.unlink_cases(actor=actor, case_id=case_id, link_id=link_id)
            messages.success(request, "結びつきを外しました")
        elif verb == "close":
            actions.close_duplicate(actor=actor, case_id=case_id, link_id=link_id, agreed="agreed" in request.POST)
            messages.success(request, "この案件を取下げとして閉じました")
        else:
            raise Http404
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return again(request, case_id, refused)
    return HttpResponseRedirect(f"/desk/cases/{case_id}/")
