"""The inbox: every notice, kept."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from machinami.capabilities.notices import actions, queries
from machinami.shells.portal.access import signed_in


@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    number, which = request.GET.get("page", "1"), request.GET.get("show", "")
    page = queries.inbox(actor=request.actor, page=int(number) if number.isdigit() and int(number) else 1,  # type: ignore[attr-defined]
                         unread_only=which == "unread", due_only=which == "due")
    return render(request, "portal/inbox.html", {"page": page, "show": which})


@signed_in
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = queries.notice(actor=actor, notice_id=notice_id)
    actions.mark_read(actor=actor, notice_id=notice_id)
    return render(request, "portal/notice.html", {"n": row})


@signed_in
def count(request: HttpRequest) -> HttpResponse:
    """The header's entry alone, for open pages when a notice has arrived."""
    unread = queries.unread(actor=request.actor)  # type: ignore[attr-defined]
    return render(request, "portal/parts/inbox_link.html", {"unread": unread})
