"""Choosing a time, one's own bookings, and the page of a letter's link, which needs no sign-in."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from machinami.capabilities.bookings import actions, queries
from machinami.capabilities.bookings.types import LotteryRow, SlotRow
from machinami.city import sections
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.shells.portal.access import here, public, signed_in
from machinami.shells.portal.bookings_words import MARKS, STATES, WEEKDAYS, W

#: Choices in a lottery.
_CHOICES = 3


def _page(request: HttpRequest, template: str, found: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"portal/bookings/{template}.html", {"w": W, "states": STATES, **found}, status=status)


@public
def resources(request: HttpRequest) -> HttpResponse:
    return _page(request, "resources", {"resources": queries.resources(), "lotteries": queries.lotteries()[:20]})


@public
def week(request: HttpRequest, code: str) -> HttpResponse:
    """Seven days, times down and days across."""
    resource = queries.resource(code)
    today = timezone.localdate()
    first = min(max(today, _day(request.GET.get("from")) or today), today + timedelta(days=resource.ahead_days))
    slots = queries.slots(resource_id=resource.id, since=first)
    days = [first + timedelta(days=n) for n in range(7)]
    at = {(m.date(), m.time()): s for s in slots for m in [timezone.localtime(s.starts_at)]}
    rows = [(clock, [(day, _cell(at.get((day, clock)))) for day in days]) for clock in sorted({clock for _, clock in at})]
    lotteries = [x for x in queries.lotteries(resource_id=resource.id) if x.drawn_at is None]
    return _page(request, "week", {
        "r": resource, "rows": rows, "days": [(d, WEEKDAYS[d.weekday()]) for d in days], "section": sections.section(resource.section),
        "before": first - timedelta(days=7) if first > today else None, "after": first + timedelta(days=7),
        "lotteries": lotteries})


def _cell(slot: SlotRow | None) -> dict[str, Any]:
    state = slot.state if slot else "closed"
    mark, words = MARKS[state]
    return {"mark": mark, "words": words, "at": timezone.localtime(slot.starts_at).strftime("%Y-%m-%dT%H:%M") if slot else "",
            "press": state in ("free", "few", "full")}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _moment(text: str | None) -> datetime:
    """:raises NotFound: for what is no moment."""
    try:
        found = datetime.fromisoformat(text or "").replace(tzinfo=None)
    except ValueError:
        raise NotFound("slot") from None
    if not 2000 < found.year < 2200:  # nearer to the ends of the calendar a day more is none
        raise NotFound("slot")
    return timezone.make_aware(found)


@signed_in
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """What was chosen, before it is booked; pressed twice, it is one booking."""
    resource, actor = queries.resource(code), request.actor  # type: ignore[attr-defined]
    starts_at = _moment(request.POST.get("at") or request.GET.get("at"))
    slot = next((s for s in queries.slots(resource_id=resource.id, since=timezone.localdate(starts_at), days=1)
                 if s.starts_at == starts_at), None)
    if slot is None:
        raise NotFound("slot")
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            row = actions.book(actor=actor, resource_id=resource.id, starts_at=starts_at, wait="wait" in request.POST,
                               wants_earlier="earlier" in request.POST,
                               idempotency_key=f"portal:{actor.id}:{_key(request.POST.get('key', ''))}")
        except (NotAllowed, NotFound):
            raise
        except Refused as refused:
            errors = {"": refused.message}
        else:
            messages.success(request, str(W["in_line" if row.state == "waiting" else "booked"]))
            return HttpResponseRedirect(here(request, f"my/bookings/{row.id}/"))
    return _page(request, "confirm", {
        "r": resource, "slot": slot, "at": request.POST.get("at") or request.GET.get("at"), "errors": errors.items(),
        "key": request.POST.get("key") or secrets.token_hex(8), "typed": request.POST}, status=422 if errors else 200)


def _key(typed: str) -> str:
    return "".join(c for c in typed if c.isascii() and c.isalnum())[:40]


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    return _page(request, "mine", {"page": queries.my_bookings(actor=actor, size=50), "past": queries.my_bookings(actor=actor, past=True),
                                   "feed": queries.feed_token(actor=actor)})


@signed_in
def booking(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    return _booking(request, request.actor, booking_id, here(request, f"my/bookings/{booking_id}/"))  # type: ignore[attr-defined]


@public
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same page by the link of a letter."""
    guest = queries.invited(token)
    response = _booking(request, guest, guest.id, here(request, f"bookings/at/{token}/"))
    response.headers["Cache-Control"] = "no-store"
    return response


def _booking(request: HttpRequest, actor: Actor, booking_id: Any, url: str) -> HttpResponse:
    errors: dict[str, Any] = {}
    if {"accept", "cancel"} & set(request.POST):  # nothing is given back that nobody pressed
        try:
            messages.success(request, str(W[_do(actor, booking_id, request.POST)]))
        except (NotAllowed, NotFound):
            raise
        except Refused as refused:
            errors = {"": refused.message}
        else:
            return HttpResponseRedirect(url)
    row = queries.booking(actor=actor, booking_id=booking_id)
    return _page(request, "booking", {"b": row, "post_to": url, "errors": errors.items(), "section": sections.section(row.section)},
                 status=422 if errors else 200)


def _do(actor: Actor, booking_id: Any, post: Any) -> str:
    if "accept" in post:
        actions.accept_offer(actor=actor, booking_id=booking_id)
        return "booked"
    actions.cancel(actor=actor, booking_id=booking_id)
    return "cancelled"


@signed_in
def invitation(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    return _calendar(queries.invitation(actor=request.actor, booking_id=booking_id, language=request.LANGUAGE_CODE))  # type: ignore[attr-defined]


@public
def invitation_by_link(request: HttpRequest, token: str) -> HttpResponse:
    guest = queries.invited(token)
    return _calendar(queries.invitation(actor=guest, booking_id=guest.id, language=request.LANGUAGE_CODE))  # type: ignore[attr-defined]


@public
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For a calendar program: its address is the key."""
    return _calendar(queries.feed(token, request.LANGUAGE_CODE))  # type: ignore[attr-defined]


def _calendar(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={
        "Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="booking.ics"'})


def _lottery(lottery_id: UUID) -> LotteryRow:
    found = next((x for x in queries.lotteries() if x.id == str(lottery_id)), None)
    if found is None:
        raise NotFound("lottery")
    return found


@public
def lottery(request: HttpRequest, lottery_id: UUID) -> HttpResponse:
    """When, by which hash or seed, and one's own application."""
    return _lottery_page(request, _lottery(lottery_id))


@signed_in
def apply(request: HttpRequest, lottery_id: UUID) -> HttpResponse:
    row, actor, post = _lottery(lottery_id), request.actor, request.POST  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            if "withdraw" in post:
                actions.withdraw_application(actor=actor, lottery_id=row.id)
            else:
                chosen = [_moment(post[f"choice-{n}"]) for n in range(1, _CHOICES + 1) if post.get(f"choice-{n}")]
                actions.apply_for_lottery(actor=actor, lottery_id=row.id, choices=chosen)
        except (NotAllowed, NotFound):
            raise
        except Refused as refused:
            return _lottery_page(request, row, {"choice-1": refused.message})
    return HttpResponseRedirect(here(request, f"bookings/lotteries/{row.id}/"))


def _lottery_page(request: HttpRequest, row: LotteryRow, errors: dict[str, Any] | None = None) -> HttpResponse:
    days = (timezone.localdate(row.slots_until) - timezone.localdate(row.slots_from)).days + 1
    slots = [s for s in queries.slots(resource_id=row.resource_id, since=timezone.localdate(row.slots_from), days=days)
             if row.slots_from <= s.starts_at < row.slots_until]
    now = timezone.now()
    return _page(request, "lottery", {
        "x": row, "slots": [(timezone.localtime(s.starts_at).strftime("%Y-%m-%dT%H:%M"), s) for s in slots], "errors": (errors or {}).items(),
        "open": row.applications_from <= now < row.applications_until, "choices": range(1, _CHOICES + 1),
        "mine": queries.my_application(actor=request.actor, lottery_id=row.id)}, status=422 if errors else 200)  # type: ignore[attr-defined]


@public
def record(request: HttpRequest, lottery_id: UUID) -> HttpResponse:
    """The draw as JSON, for whoever draws again."""
    found = queries.draw_record(lottery_id)
    return JsonResponse({"lottery": found.lottery_id, "commitment": found.commitment, "seed": found.seed, "places": found.places,
                         "applications": list(found.applications)})
