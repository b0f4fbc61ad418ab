"""At the counter: a resident shows the code of a visit, is identified, and finds every form filled in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from machinami.capabilities.cases.states import STATES
from machinami.capabilities.visits import actions, queries
from machinami.capabilities.visits.types import HOW
from machinami.city import sections
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.shells.desk.access import staff


@staff("visits.receive")
def scan(request: HttpRequest) -> HttpResponse:
    """The code, by camera, by a hand scanner (which types it) or by hand."""
    error = None
    if request.method == "POST":
        try:
            found = actions.open_at_counter(actor=request.actor, code=request.POST.get("code", ""))  # type: ignore[attr-defined]
        except (NotAllowed, NotFound):
            raise
        except Refused as refused:
            error = refused.message
        else:
            return HttpResponseRedirect(f"/desk/visits/{found.id}/")
    return render(request, "desk/visits.html", {"error": error, "code": request.POST.get("code", "")}, status=422 if error else 200)


@staff("visits.receive")
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    return _page(request, visit_id)


def _page(request: HttpRequest, visit_id: UUID, error: object = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.received(actor=actor, visit_id=visit_id)
    rows = [(p, sections.section(p.section), actor.may("cases.view", section=p.section)) for p in found.parts]
    return render(request, "desk/visit.html", {"v": found, "rows": rows, "states": STATES, "how": HOW, "error": error,
                                               "checked": HOW.get(found.checked_how)}, status=422 if error else 200)


@staff("visits.receive")
@require_POST
def identify(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    try:
        actions.identify(actor=request.actor, visit_id=visit_id, how=request.POST.get("how", ""))  # type: ignore[attr-defined]
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _page(request, visit_id, refused.message)
    messages.success(request, "本人確認を記録しました")
    return HttpResponseRedirect(f"/desk/visits/{visit_id}/")


@staff("visits.receive")
def forms(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Every form, filled in, as one PDF."""
    try:
        content = actions.forms_to_sign(actor=request.actor, visit_id=visit_id)  # type: ignore[attr-defined]
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _page(request, visit_id, refused.message)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="visit-{visit_id}.pdf"'
    return response
