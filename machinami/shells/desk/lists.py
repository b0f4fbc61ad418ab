"""The work list: filters as chips, sorting, CSV, saved views, and many cases given to somebody at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from machinami.capabilities.cases import actions, queries
from machinami.capabilities.cases.states import OPEN, STATES
from machinami.capabilities.cases.types import WorklistFilter
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.procedures import desk
from machinami.capabilities.procedures import queries as procedures
from machinami.city import sections
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.foundation.ids import new_id
from machinami.shells.desk.access import page_number, staff
from machinami.shells.desk.spreadsheet import csv_file

#: Session key of the list last looked at: its cases are each other's neighbours, and the way back.
LIST_KEY = "desk_list"
_COLUMNS = [("number", "番号"), ("target_on", "期限"), ("applicant_name", "申請者"), ("code", "手続き"), ("state", "状態"),
            ("received_at", "受付")]


def filter_of(get: QueryDict) -> WorklistFilter:
    """What is open, unless states are chosen or something is searched for."""
    states = tuple(s for s in get.getlist("state") if s in STATES)
    text = get.get("q", "").replace("\x00", "").strip()[:100]
    return WorklistFilter(
        text=text, states=states or (() if text or "all" in get else tuple(OPEN)), codes=tuple(c for c in get.getlist("code") if c),
        section=get.get("section", ""), assigned=_assigned(get.get("assigned", "")), overdue="overdue" in get,
        sort=get.get("sort", "target_on"))


def _assigned(value: str) -> str:
    """me, nobody, or somebody's id; nothing for what is neither."""
    try:
        return value if value in ("", "me", "nobody") else str(UUID(value))
    except ValueError:
        return ""


@staff("cases.view")
def worklist(request: HttpRequest) -> HttpResponse:
    return _list(request)


def _list(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    actor, query = request.actor, request.GET.copy()  # type: ignore[attr-defined]
    query.pop("page", None)
    request.session[LIST_KEY] = query.urlencode()
    filters = filter_of(request.GET)
    page, counts = queries.worklist(actor=actor, filters=filters, page=page_number(request)), queries.desk_counts(actor=actor)
    return render(request, "desk/cases.html", {
        "page": page, "alike": queries.alike(actor=actor, case_ids=[c.id for c in page.rows]), "f": filters, "states": STATES, "columns": _COLUMNS, "today": timezone.localdate(), "query": query.urlencode(),
        "procedures": sorted(procedures.all_definitions(), key=lambda d: d.code), "chips": _chips(request.GET, filters),
        "by_state": [(s, STATES[s], counts.get(f"state_{s}", 0)) for s in STATES if s in OPEN],
        "views": queries.saved_views(actor=actor), "undo": request.session.pop("desk_undo", ""), "refused": refused,
        "moved": request.session.pop("desk_moved", None), "steps": queries.STEPS, "may_handle": actor.may("cases.handle"),
        "key": new_id(),
        "may_assign": actor.may("cases.assign"), "may_take_paper": actor.may("procedures.take_paper"), "colleagues": _colleagues(actor), "typed": request.POST},
        status=refused.status if refused else 200)


def _chips(get: QueryDict, f: WorklistFilter) -> list[tuple[str, str]]:
    """What narrows the list, each with the query that takes it away."""
    titles = {d.code: d.title.ja for d in procedures.all_definitions()}
    found = [("state", s, f"状態：{STATES[s].ja}") for s in get.getlist("state") if s in STATES]
    found += [("code", c, f"手続き：{titles.get(c, c)}") for c in f.codes]
    found += [("q", f.text, f"検索：{f.text}")] if f.text else []
    found += [("assigned", f.assigned, {"me": "担当：わたし", "nobody": "担当：未割当"}.get(f.assigned, "担当：職員"))] if f.assigned else []
    found += [("overdue", "1", "期限切れだけ")] if f.overdue else []
    return [(words, _without(get, name, value)) for name, value, words in found]


def _without(get: QueryDict, name: str, value: str) -> str:
    rest = get.copy()
    rest.setlist(name, [v for v in rest.getlist(name) if v.strip() != value] if name in ("state", "code") else [])
    rest.pop("page", None)
    return rest.urlencode()


def _colleagues(actor: Any) -> list[Any]:
    """Those who may handle cases in any of the actor's sections."""
    own = list(sections.all_sections()) if actor.all_sections else sorted(actor.sections)
    found = {c.id: c for s in own if actor.may("cases.assign", section=s) for c in identity.colleagues(actor=actor, section=s)}
    return sorted(found.values(), key=lambda c: c.name)


@staff("cases.view")
def export(request: HttpRequest) -> HttpResponse:
    """The list as CSV (UTF-8 with BOM, so that a spreadsheet opens it rightly); at most 10,000 rows."""
    page = queries.worklist(actor=request.actor, filters=filter_of(request.GET), size=10_000)  # type: ignore[attr-defined]
    return csv_file("cases.csv", ["番号", "手続き", "申請者", "状態", "受付日", "期限", "担当課", "担当"], (
        (c.number, c.title.ja, c.applicant_name, STATES[c.state].ja, timezone.localtime(c.received_at).date(),
         c.target_on or "", sections.section(c.section).name.ja, c.assigned_name) for c in page.rows))


def _back(request: HttpRequest) -> str:
    return f"/desk/cases/?{request.session.get(LIST_KEY, '')}"


def _chosen(request: HttpRequest) -> list[str]:
    """The cases that were ticked, or all that the list holds."""
    request.GET = QueryDict(request.session.get(LIST_KEY, ""))  # type: ignore[assignment]
    if not request.POST.get("all"):
        return [c for c in map(_uuid, request.POST.getlist("case")) if c]
    return queries.all_of(actor=request.actor, filters=filter_of(request.GET), most=1_001)  # type: ignore[attr-defined]


def _uuid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        return ""


@staff("cases.assign")
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """The chosen cases to somebody; ten minutes to take it back."""
    actor, post = request.actor, request.POST  # type: ignore[attr-defined]
    chosen = _chosen(request)
    try:
        if "staff" not in post or post["staff"] == "-":
            raise Refused("だれの担当にするか選んでください", code="staff")
        done = actions.assign_many(actor=actor, case_ids=chosen, staff_id=post["staff"] or None)
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _list(request, refused)
    request.session["desk_undo"] = done.undo_id
    messages.success(request, f"{done.changed}件の担当を変えました")
    return HttpResponseRedirect(_back(request))


@staff("cases.handle")
@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """The chosen cases a step on; those that do not move are listed with the reason."""
    actor, post = request.actor, request.POST  # type: ignore[attr-defined]
    chosen = _chosen(request)
    try:
        done = actions.move_many(actor=actor, case_ids=chosen, verb=post.get("verb", ""), idempotency_key=post.get("key", ""))
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _list(request, refused)
    request.session["desk_undo"] = done.undo_id if done.undoable else ""
    request.session["desk_moved"] = {"words": queries.STEPS[done.verb], "changed": done.changed, "left": [list(x) for x in done.left]}
    return HttpResponseRedirect(_back(request))


@staff("cases.view")
@require_POST
def slips(request: HttpRequest) -> HttpResponse:
    """The chosen cases on paper, as one PDF."""
    try:
        content = desk.slips(actor=request.actor, case_ids=_chosen(request))  # type: ignore[attr-defined]
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _list(request, refused)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="cases.pdf"'
    return response


@staff("cases.assign", "cases.handle")
@require_POST
def undo(request: HttpRequest, undo_id: UUID) -> HttpResponse:
    try:
        verb, count = actions.undo_many(actor=request.actor, undo_id=undo_id)  # type: ignore[attr-defined]
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        messages.warning(request, str(refused.message))
    else:
        messages.success(request, f"{count}件の{'担当' if verb == 'assign' else '手順'}を元に戻しました")
    return HttpResponseRedirect(_back(request))


@staff("cases.view")
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    try:
        actions.save_view(actor=request.actor, name=request.POST.get("name", ""), query=request.session.get(LIST_KEY, ""))  # type: ignore[attr-defined]
    except Refused as refused:
        messages.warning(request, str(refused.message))
    else:
        messages.success(request, "この見方を保存しました")
    return HttpResponseRedirect(_back(request))


@staff("cases.view")
@require_POST
def drop_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    actions.drop_view(actor=request.actor, view_id=view_id)  # type: ignore[attr-defined]
    messages.success(request, "保存した見方を消しました")
    return HttpResponseRedirect(_back(request))
