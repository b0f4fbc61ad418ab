"""The line at the counters, followed from anywhere: nobody signs in. Without JavaScript the pages are renewed by opening them again."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from machinami.capabilities.queues import actions, queries
from machinami.capabilities.queues.types import Following, Minutes, TicketRow
from machinami.foundation.errors import Conflict, Refused
from machinami.foundation.i18n import Text
from machinami.shells.portal.access import here, public
from machinami.shells.portal.queue_words import SPOKEN, WEEKDAYS, WORDS

HOURS = range(8, 17)


@public
def places(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/queue_places.html", {"w": WORDS, "offices": queries.offices()})


@public
def place(request: HttpRequest, office: str) -> HttpResponse:
    """What the wait would be now, and a ticket to take before one comes."""
    refused: Refused | None = None
    if request.method == "POST":
        try:
            ticket = actions.issue_ticket(
                actor=request.actor, office=office, errands=request.POST.getlist("errands"), came="remote",  # type: ignore[attr-defined]
                idempotency_key=f"page:{request.POST.get('key', '')[:80] or uuid4().hex}", language=get_language() or "ja")
            return HttpResponseRedirect(here(request, f"queue/ticket/{ticket.code}/"))
        except Refused as fault:
            refused = fault
    board = queries.board(office)
    return render(request, "portal/queue_place.html", {
        "w": WORDS, "office": board.office, "board": board, "waits": [(e, shown(m)) for e, m in board.waits], "refused": refused,
        "typed": request.POST.getlist("errands"), "key": request.POST.get("key") or uuid4().hex, "busy": _busy(office),
        "hours": [WORDS["hour"].format(n=h) for h in HOURS]}, status=refused.status if refused else 200)


def _busy(office: str) -> list[tuple[Text, list[Any]]]:
    """Weekday by weekday the usual wait of each hour; nothing while nothing is known."""
    known = {(b.weekday, b.hour): round(b.wait) for b in queries.congestion(office=office)}
    return [(name, [known.get((n, h)) for h in HOURS]) for n, name in enumerate(WEEKDAYS)] if known else []


@public
def board(request: HttpRequest, office: str) -> HttpResponse:
    """The hall's display. With its key (the desk has the address) it shows the digits that say that one is here."""
    found = queries.board(office)
    return render(request, "portal/queue_board.html", {
        "w": WORDS, "board": found, "waits": [(e, shown(m)) for e, m in found.waits][:14], "spoken": SPOKEN,
        "digits": queries.display_digits(office, request.GET.get("key", "")), "line": WORDS["in_line"].format(n=found.waiting),
        "as_of": WORDS["as_of"].format(at=f"{timezone.localtime(found.as_of):%H:%M}")})


@public
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """One ticket, for whoever holds its address."""
    refused: Refused | None = None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "give_up":
                actions.give_up(actor=request.actor, code=code)  # type: ignore[attr-defined]
            else:
                actions.arrive(actor=request.actor, code=code, here=request.POST.get("here", ""))  # type: ignore[attr-defined]
            return HttpResponseRedirect(request.get_full_path())
        except Refused as fault:
            refused = fault if not isinstance(fault, Conflict) else Refused(fault.message, code=fault.code)
    found = queries.follow(code)
    answer = render(request, "portal/queue_ticket.html", {
        "w": WORDS, "f": found, "state": _state(found), "wait": shown(found.wait), "refused": refused,
        "ahead": WORDS["people"].format(n=found.wait.ahead) if found.wait else None, "typed": request.POST.get("here", ""),
        "may_arrive": found.ticket.state == "no_show" or (found.ticket.state == "waiting" and found.ticket.came_at is None),
        "may_give_up": found.ticket.state in ("waiting", "no_show"),
        "as_of": WORDS["as_of"].format(at=f"{timezone.localtime(found.as_of):%H:%M}")}, status=refused.status if refused else 200)
    answer.headers["Cache-Control"] = "no-store"  # the address is a secret
    return answer


def shown(wait: Minutes | None) -> tuple[Text, Text | None] | None:
    """A wait in words, and how far such forecasts were off lately."""
    if wait is None:
        return None
    if wait.expected is None:
        return WORDS["not_today"], None
    return (WORDS["about"].format(n=wait.expected, low=wait.low, high=wait.high),
            WORDS["off"].format(n=f"{wait.off:g}") if wait.off is not None else None)


def _state(found: Following) -> Text:
    row: TicketRow = found.ticket
    if row.state in ("called", "serving"):
        return WORDS["go"].format(counter=row.counter)
    if row.state == "held":
        return WORDS["held"].format(counter=row.counter)
    if row.state == "waiting":
        return WORDS["on_the_way" if row.came_at is None else "waiting"]
    return WORDS[{"no_show": "missed"}.get(row.state, row.state)]
