"""The line at the counters: call, serve, hold, send on; issue numbers; open and close; and how the day went."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from machinami.capabilities.queues import actions, queries
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.foundation.text import narrow
from machinami.shells.desk.access import staff
from machinami.shells.desk.typed import day as typed_day

#: Which counter one sits at, by office, is remembered in the session.
SITS = "queue_counter"
STATES = {"waiting": "待ち", "called": "呼出し中", "serving": "応対中", "held": "保留", "no_show": "不在", "done": "終了"}
COUNTERS = {"open": "開いています", "break": "休憩", "absent": "離席", "closed": "閉じています"}


@staff("queues.view")
def offices(request: HttpRequest) -> HttpResponse:
    found = queries.may_see(request.actor)  # type: ignore[attr-defined]
    if len(found) == 1:
        return HttpResponseRedirect(f"/desk/queues/{found[0].code}/")
    return render(request, "desk/queue_offices.html", {"offices": found})


@staff("queues.view")
def office(request: HttpRequest, office: str) -> HttpResponse:
    if "counter" in request.GET:
        request.session[SITS] = {**request.session.get(SITS, {}), office: request.GET["counter"]}
        return HttpResponseRedirect(f"/desk/queues/{office}/")
    return _page(request, office)


def _page(request: HttpRequest, office: str, refused: Refused | None = None) -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = queries.desk(actor=actor, office=office)
    mine = next((c for c in found.counters if c.id == request.session.get(SITS, {}).get(office)), None)
    titles = {e.code: e.title.ja for e in found.office.errands}
    return render(request, "desk/queue.html", {
        "d": found, "mine": mine, "refused": refused, "titles": titles, "states": STATES, "counter_states": COUNTERS, "key": uuid4().hex,
        "serves": actor.may("queues.serve", section=found.office.section), "manages": actor.may("queues.manage", section=found.office.section),
        "display": f"/ja/queue/{office}/board/?key={queries.display_key(actor=actor, office=office)}",
        "accuracy": queries.accuracy(office=office, days=30)}, status=refused.status if refused else 200)


@staff("queues.serve")
@require_POST
def issue(request: HttpRequest, office: str) -> HttpResponse:
    post: Any = request.POST
    booking = post.get("booking", "").strip()
    try:
        ticket = actions.issue_ticket(
            actor=request.actor, office=office, errands=post.getlist("errands"), came="booked" if booking else "walk_in",  # type: ignore[attr-defined]
            booking=booking, accessible=bool(post.get("accessible")), idempotency_key=f"desk:{post.get('key', '')[:80] or uuid4().hex}")
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _page(request, office, refused)
    messages.success(request, f"番号札 {ticket.number} を出しました")
    return HttpResponseRedirect(f"/desk/queues/{office}/")


@staff("queues.serve")
@require_POST
def do(request: HttpRequest, office: str, verb: str) -> HttpResponse:
    """One step at a counter; refused, the page says why."""
    try:
        said = _do(request, office, verb)
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _page(request, office, refused)
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(f"/desk/queues/{office}/")


def _do(request: HttpRequest, office: str, verb: str) -> str:
    actor: Any = request.actor  # type: ignore[attr-defined]
    counter, post = request.POST.get("counter", ""), request.POST
    if verb == "come_back":
        return f"{actions.arrive(actor=actor, code=post.get('code', '')).number} を列に入れました"
    if verb == "close_day":
        return f"きょうの列を閉じました。呼ばれなかった番号札は{actions.close_day(actor=actor, office=office)}枚です"
    counter_id = _uuid(counter)
    if verb in COUNTERS:
        minutes = narrow(post.get("minutes", "")).strip()
        until = timezone.now() + timedelta(minutes=int(minutes)) if minutes.isascii() and minutes.isdigit() and len(minutes) < 5 and int(minutes) else None
        actions.set_counter(actor=actor, counter_id=counter_id, state=verb, until=until)  # type: ignore[arg-type]
        return f"窓口は{COUNTERS[verb]}"
    if verb == "next":
        called = actions.call_next(actor=actor, counter_id=counter_id, finishing=True)
        return f"{called.number} を呼びました" if called else "待っている人はいません"
    ticket_id = _uuid(post.get("ticket", ""))
    if verb == "transfer":
        sent = actions.transfer(actor=actor, counter_id=counter_id, ticket_id=ticket_id, errand=post.get("errand", ""))
        return f"{sent.number} を引き継ぎました"
    step = {"again": actions.call_again, "start": actions.start, "hold": actions.hold, "resume": actions.resume, "no_show": actions.no_show,
            "finish": actions.finish}.get(verb)
    if step is None:
        raise NotFound("verb")
    step(actor=actor, counter_id=counter_id, ticket_id=ticket_id)
    return ""


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise NotFound("counter") from None


@staff("queues.view")
def figures(request: HttpRequest, office: str) -> HttpResponse:
    """How a day went, how right the forecasts were, when it is busy."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    on = typed_day(request.GET.get("day")) or timezone.localdate()
    row = queries.office(office)
    return render(request, "desk/queue_day.html", {
        "office": row, "day": queries.day_figures(actor=actor, office=office, day=on), "accuracy": (right := queries.accuracy(office=office, days=30)),
        "within": round(100 * right.within_band), "titles": {e.code: e.title.ja for e in row.errands},
        "busy": [(f"{'月火水木金土日'[b.weekday]}曜 {b.hour}時台", b) for b in queries.congestion(office=office)]})

