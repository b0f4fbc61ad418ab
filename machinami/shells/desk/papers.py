"""Applications on paper, taken in from a table: an empty table, what can be taken in and what is to be mended, how far it is."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from machinami.capabilities.procedures import actions
from machinami.capabilities.procedures import desk as queries
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.shells.desk.access import staff

PERMISSION = "procedures.take_paper"
STATES = {"checking": "確かめています", "checked": "確かめました", "taking": "取り込んでいます", "done": "取り込みました",
          "stopped": "止まりました（操作した職員の権限がなくなりました）"}
_KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@staff(PERMISSION)
def papers(request: HttpRequest) -> HttpResponse:
    """The tables of one's sections; a new one is sent here."""
    if request.method != "POST":
        return _index(request)
    file = request.FILES.get("file")
    try:
        if not request.POST.get("code"):
            raise Refused("手続きを選んでください", code="code")
        paper_id = actions.upload_papers(actor=request.actor, code=request.POST["code"],  # type: ignore[attr-defined]
                                         name=file.name or "" if file else "", content=file.read(2_000_001) if file else b"")
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _index(request, refused)
    return HttpResponseRedirect(f"/desk/papers/{paper_id}/")


def _index(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.procedures_for_papers(actor=actor)
    chosen = request.POST.get("code") or request.GET.get("code", "")
    return render(request, "desk/papers.html", {
        "procedures": found, "chosen": next((d for d in found if d.code == chosen), None), "papers": queries.papers(actor=actor),
        "states": STATES, "refused": refused}, status=refused.status if refused else 200)


@staff(PERMISSION)
def template(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The empty table of a procedure, as CSV or Excel."""
    if kind not in _KINDS:
        raise Http404
    return _file(queries.template(actor=request.actor, code=code, kind=kind), f"{code}.{kind}", kind)  # type: ignore[attr-defined]


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_KINDS[kind])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@staff(PERMISSION)
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.paper_table(actor=actor, paper_id=paper_id)
    return render(request, "desk/paper.html", {"p": found, "words": STATES[found.state], "shown": queries.SHOWN,
                                               "faults": [] if found.state == "checking" else queries.faults(actor=actor, paper_id=paper_id)})


@staff(PERMISSION)
def bad_rows(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """The rows to be mended, as the same table with a column エラー."""
    actor = request.actor  # type: ignore[attr-defined]
    return _file(queries.bad_rows(actor=actor, paper_id=paper_id), "errors.csv", "csv")


@staff(PERMISSION)
@require_POST
def do(request: HttpRequest, paper_id: UUID, verb: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    try:
        if verb == "take":
            actions.take_papers(actor=actor, paper_id=paper_id)
        elif verb == "drop":
            actions.drop_papers(actor=actor, paper_id=paper_id)
            messages.success(request, "表を捨てました。できた案件はそのままです")
            return HttpResponseRedirect("/desk/papers/")
        else:
            raise Http404
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        messages.warning(request, str(refused.message))
    return HttpResponseRedirect(f"/desk/papers/{paper_id}/")
