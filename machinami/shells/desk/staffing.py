"""Members of staff and their roles, for administrators: taken on, changed, let in again, retired."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from machinami.capabilities.identity import actions, queries
from machinami.capabilities.identity.types import StaffRow
from machinami.city import sections
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.shells.desk.access import page_number, staff

PLACE = "/desk/staff/"
DONE = {"roles": "役割を変えました", "retire": "退職にしました。もうサインインできません"}


@staff("identity.manage_staff")
def people(request: HttpRequest) -> HttpResponse:
    """GET lists; POST takes somebody on and shows what they sign in with, once, in the answer itself."""
    if request.method != "POST":
        return _list(request)
    post = request.POST
    try:
        given = actions.add_staff(
            actor=request.actor, username=post.get("username", "").strip(), name=post.get("name", ""),  # type: ignore[attr-defined]
            email=post.get("email", ""), memberships=_pairs(post.getlist("roles")))
    except NotAllowed:
        raise
    except Refused as refused:
        return _list(request, refused=refused, status=refused.status)
    return _list(request, given=given)


@staff("identity.manage_staff")
def person(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    return _person(request, staff_id)


@staff("identity.manage_staff")
@require_POST
def change(request: HttpRequest, staff_id: UUID, verb: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    verbs: dict[str, Callable[[], Any]] = {
        "roles": lambda: actions.set_roles(actor=actor, staff_id=staff_id, memberships=_pairs(request.POST.getlist("roles"))),
        "renew": lambda: actions.renew_staff(actor=actor, staff_id=staff_id),
        "retire": lambda: actions.retire_staff(actor=actor, staff_id=staff_id)}
    if verb not in verbs:
        raise NotFound("verb")
    try:
        given = verbs[verb]()
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _person(request, staff_id, refused=refused, status=refused.status)
    if given is not None:
        return _person(request, staff_id, given=given)
    messages.success(request, DONE[verb])
    return HttpResponseRedirect(PLACE)


def _pairs(chosen: list[str]) -> list[tuple[str, str]]:
    return [(section, role) for section, _, role in (c.partition(":") for c in chosen)]


def _choices() -> dict[str, str]:
    """``section:role`` → words, all sections first."""
    names = {"*": "すべての課"} | {c: s.name.ja for c, s in sections.all_sections().items()}
    return {f"{s}:{r}": f"{name}：{role}" for s, name in names.items() for r, role in queries.ROLES.items()}


def _shown(row: StaffRow, words: dict[str, str]) -> list[str]:
    return [words.get(f"{s}:{role}", f"{s}:{role}") for s, role in row.memberships]


def _list(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    words, text = _choices(), request.GET.get("q", "")[:100]
    page = queries.staff_list(actor=request.actor, text=text, page=page_number(request))  # type: ignore[attr-defined]
    return render(request, "desk/staff.html", {
        "page": page, "rows": [(r, _shown(r, words)) for r in page.rows], "pairs": words.items(), "q": text, "typed": request.POST,
        "chosen": request.POST.getlist("roles"), **more}, status=status)


def _person(request: HttpRequest, staff_id: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    row, words = queries.staff_member(actor=request.actor, staff_id=staff_id), _choices()  # type: ignore[attr-defined]
    return render(request, "desk/staff_member.html", {
        "r": row, "roles": _shown(row, words), "held": {f"{s}:{role}" for s, role in row.memberships}, "pairs": words.items(), **more},
        status=status)
