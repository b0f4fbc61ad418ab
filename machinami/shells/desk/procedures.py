"""Procedures at the desk: what counts today, its versions, and writing new ones without code."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from machinami.capabilities.authoring import actions, queries
from machinami.capabilities.procedures import queries as procedures
from machinami.city import sections
from machinami.foundation.errors import NotAllowed, Refused
from machinami.shells.desk.access import page_number, staff
from machinami.shells.desk.typed import day

LOOK = ("authoring.edit", "authoring.approve")


def _url(copy_id: Any, page: str = "") -> str:
    return f"/desk/procedures/copies/{copy_id}/" + (f"?page={page}" if page else "")


@staff(*LOOK)
def index(request: HttpRequest) -> HttpResponse:
    """Everything that can be applied for, and what is being written."""
    actor, text = request.actor, request.GET.get("q", "").strip()[:100]  # type: ignore[attr-defined]
    known = procedures.catalogue()
    wanted = {d.code for d in procedures.search(text)} if text else {f.definition.code for f in known}
    rows = [(f, sections.section(f.definition.section)) for f in known
            if f.definition.code in wanted or (text and text in f.definition.title.ja)]
    return render(request, "desk/procedures/index.html", {
        "rows": rows, "q": text, "copies": queries.copies(actor=actor, page=page_number(request)),
        "may_edit": actor.may("authoring.edit"), "today": timezone.localdate()})


@staff("authoring.edit")
def new(request: HttpRequest) -> HttpResponse:
    actor, post = request.actor, request.POST  # type: ignore[attr-defined]
    refused = None
    if request.method == "POST":
        try:
            row = actions.begin(actor=actor, code=post.get("code", "").strip(), title=post.get("title", ""),
                                section=post.get("section", ""))
            return HttpResponseRedirect(_url(row.id))
        except NotAllowed:
            raise
        except Refused as error:
            refused = error
    known = sections.all_sections()
    reach = [s for c, s in known.items() if actor.may("authoring.edit", section=c)]
    return render(request, "desk/procedures/new.html", {"refused": refused, "typed": post, "sections": reach},
                  status=refused.status if refused else 200)


@staff("authoring.edit")
@require_POST
def bring_in(request: HttpRequest) -> HttpResponse:
    """A definition from a file."""
    file = request.FILES.get("file")
    try:
        row = actions.bring_in(actor=request.actor, data=file.read() if file else b"")  # type: ignore[attr-defined]
    except NotAllowed:
        raise
    except Refused as refused:
        return render(request, "desk/procedures/new.html", {
            "file_error": refused.message, "typed": {}, "sections": list(sections.all_sections().values())}, status=422)
    messages.success(request, "ファイルから読み込みました")
    return HttpResponseRedirect(_url(row.id))


@staff(*LOOK)
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """The versions of one procedure, newest first, and what differs between two."""
    rows = procedures.versions(code)
    found = procedures.current(code) if not rows else None
    content = procedures.content(code) if rows else {}
    chosen = [int(v) for v in (request.GET.get("from", ""), request.GET.get("to", "")) if v.isdigit()]
    differences = queries.between(code, *chosen) if len(chosen) == 2 else None
    return render(request, "desk/procedures/versions.html", {
        "code": code, "rows": rows, "title": queries.title(content) or (found.definition.title.ja if found else code),
        "counting": procedures.current(code).version if code in {f.definition.code for f in procedures.catalogue()} else 0,
        "differences": differences, "chosen": chosen, "newer": procedures.shipped_since(code), "today": timezone.localdate(),
        "may_edit": request.actor.may("authoring.edit", section=content.get("section"))})  # type: ignore[attr-defined]


@staff(*LOOK)
def file(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """A version as one file."""
    return _file(queries.as_file(procedures.content(code, version)), f"{code}-{version}.yaml")


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@staff("authoring.edit")
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    row = actions.begin_from(actor=request.actor, code=code, shipped="shipped" in request.POST)  # type: ignore[attr-defined]
    return HttpResponseRedirect(_url(row.id))


@staff(*LOOK)
def copy_file(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    row = queries.copy(actor=request.actor, copy_id=copy_id)  # type: ignore[attr-defined]
    return _file(queries.as_file(row.content), f"{row.code}-draft.yaml")


# one working copy

@staff(*LOOK)
def copy(request: HttpRequest, copy_id: UUID, refused: Refused | None = None) -> HttpResponse:
    """The editor: tree, one page of the definition, preview beside it."""
    row = queries.copy(actor=request.actor, copy_id=copy_id)  # type: ignore[attr-defined]
    page, group = request.GET.get("page", ""), request.GET.get("group", "")
    view = queries.page(row.content, page, group, dict(refused.fields) if refused else {},
                        request.POST if refused and refused.code == "fields" else None)
    return render(request, "desk/procedures/copy.html", _frame(request, row) | {"tab": "edit",
        "view": view, "page": page, "group": view.group, "refused": refused, "tree": queries.tree(row.content)},
        status=refused.status if refused else 200)


def _frame(request: HttpRequest, row: Any) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.faults(row.content)
    return {
        "c": row, "faults": found, "errors": sum(f.level == "error" for f in found), "groups": queries.groups(),
        "url": _url(row.id), "editable": row.state == "editing" and actor.may("authoring.edit", section=row.section),
        "may_approve": actor.may("authoring.approve", section=row.section), "wrote": actor.label in row.writers,
        "names": queries.names(row.content), "today": timezone.localdate()}


@staff("authoring.edit")
@require_POST
def save(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """Write one page; buttons inside a formula write it too, with the formula changed in its shape."""
    page, group = request.GET.get("page", ""), request.GET.get("group", "")
    try:
        actions.save(actor=request.actor, copy_id=copy_id, page=page, posted=request.POST.dict(),  # type: ignore[attr-defined]
                     only=queries.keys_of(page, group), revision=_number(request.POST.get("revision")))
    except NotAllowed:
        raise
    except Refused as refused:
        return copy(request, copy_id, refused)
    messages.success(request, "保存しました")
    at = request.POST.get("at", "")
    return HttpResponseRedirect(f"{_url(copy_id, page)}{f'?group={group}' if group and not page else ''}{f'#{at}' if at else ''}")


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdigit() else None


@staff(*LOOK)
@require_POST
def do(request: HttpRequest, copy_id: UUID, verb: str) -> HttpResponse:
    """The one-press steps; each is one action."""
    try:
        page = _do(request, copy_id, verb)
    except NotAllowed:
        raise
    except Refused as refused:
        messages.error(request, str(refused.message))
        page = request.POST.get("page", "")
    return HttpResponseRedirect("/desk/procedures/" if verb == "drop" else _url(copy_id, page))


def _do(request: HttpRequest, copy_id: UUID, verb: str) -> str:
    actor, post = request.actor, request.POST  # type: ignore[attr-defined]
    page, given = post.get("page", ""), {"actor": actor, "copy_id": copy_id}
    revised = given | {"revision": _number(post.get("revision"))}
    if verb == "add":
        return actions.add(**revised, place=post.get("place", ""), kind=post.get("kind", ""))[1]
    if verb in ("up", "down"):
        moved = actions.move(**revised, page=page, by=-1 if verb == "up" else 1)[1]
        return moved if post.get("stay") != "1" else post.get("from", "")
    if verb == "duplicate":
        return actions.duplicate(**revised, page=page)[1]
    if verb == "remove":
        actions.remove(**revised, page=page)
        messages.success(request, "消しました。「元に戻す」で戻せます")
        return "/".join(page.split("/")[:-2])
    if verb == "propose":
        day = post.get("effective_from", "")
        actions.propose(**revised, effective_from=_day(day), note=post.get("note", ""))
        messages.success(request, "承認を頼みました")
    elif verb == "approve":
        found = actions.approve(**revised)
        messages.success(request, f"第{found.published_version}版として公開しました")
    elif verb == "send-back":
        actions.send_back(**given, reason=post.get("reason", ""))
    elif verb == "undo":
        actions.undo(**revised)
    elif verb in ("withdraw", "drop"):
        getattr(actions, verb)(**given)
    return page


def _day(text: str) -> date:
    found = day(text)
    if found is None:
        raise Refused("有効日を入力してください")
    return found


@staff(*LOOK)
def differences(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """What this would change of the version it began from; approvers look here first."""
    row = queries.copy(actor=request.actor, copy_id=copy_id)  # type: ignore[attr-defined]
    return render(request, "desk/procedures/differences.html", _frame(request, row) | {"tab": "differences",
        "rows": queries.against_base(row),
        "steps": queries.steps(actor=request.actor, copy_id=copy_id, page=page_number(request))})  # type: ignore[attr-defined]
