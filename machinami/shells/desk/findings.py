"""What the office finds out about a case, block by block; and looking at what is sealed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from machinami.capabilities.cases import queries
from machinami.capabilities.procedures import actions, desk
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.shells.desk.access import staff
from machinami.shells.desk.cases import REVEAL_PURPOSES, again, page_context

_PURPOSE = "申請の審査"


@staff("cases.handle")
@require_POST
def save(request: HttpRequest, case_id: UUID, step: str) -> HttpResponse:
    """One block. What is wrong is told beside its input, with everything typed still there."""
    actor, post = request.actor, request.POST  # type: ignore[attr-defined]
    if "look_up" in post:
        return _look_up(request, case_id, step)
    seen = post.get("seen", "")
    try:
        result = actions.record_findings(actor=actor, case_id=case_id, step=step, posted=post, reason=post.get("reason", ""),
                                         seen=int(seen) if seen.isdigit() else None)
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return again(request, case_id, refused)
    if result.errors or result.stay:
        return _same(request, case_id, step, errors=result.errors, status=422 if result.errors else 200)
    messages.success(request, "確かめたことを記録しました")
    return HttpResponseRedirect(f"/desk/cases/{case_id}/#finding-{step}")


def _look_up(request: HttpRequest, case_id: UUID, step: str) -> HttpResponse:
    """A register's answer, put into the inputs: it is looked at and saved by a person."""
    try:
        found = actions.look_up(actor=request.actor, case_id=case_id, step=step)  # type: ignore[attr-defined]
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _same(request, case_id, step, errors={"": refused.message}, status=refused.status)
    messages.info(request, "台帳の内容を入れました。確かめてから保存してください")
    return _same(request, case_id, step, offered=found)


def _same(request: HttpRequest, case_id: UUID, step: str, *, errors: dict[str, Text] | None = None,
          offered: dict[str, object] | None = None, status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    detail = queries.case(actor=actor, case_id=case_id, purpose=_PURPOSE)
    context = page_context(actor, detail, step=step, posted=request.POST, errors=errors, offered=offered)
    return render(request, "desk/case.html", context | {"found_errors": bool(errors)}, status=status)


@staff("cases.handle")
@require_POST
def reveal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A sealed value, shown once on the page that this press leads to; who, what and why is on record."""
    actor, post = request.actor, request.POST  # type: ignore[attr-defined]
    path, purpose = post.get("path", ""), post.get("purpose", "")
    try:
        words = desk.reveal(actor=actor, case_id=case_id, path=path, purpose=purpose if purpose in REVEAL_PURPOSES else "")
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return again(request, case_id, refused)
    detail = queries.case(actor=actor, case_id=case_id, purpose=_PURPOSE)
    return render(request, "desk/case.html", page_context(actor, detail) | {"revealed": {path: words}})
