"""Who comes today: the list of a counter's day, here or not come, and closing a day."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from machinami.capabilities.bookings import actions, queries
from machinami.capabilities.bookings.types import ResourceRow
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.shells.desk.access import staff
from machinami.shells.desk.typed import day as typed_day

STATES = {"booked": "予約", "offered": "案内中", "waiting": "キャンセル待ち", "attended": "来所", "no_show": "来ない"}
_VERBS = {"check-in": (actions.check_in, "来所を記録しました"), "no-show": (actions.no_show, "来なかったことを記録しました"),
          "cancel": (actions.cancel, "取り消しました。空きは待っている人に案内します")}


def _mine(request: HttpRequest) -> list[ResourceRow]:
    actor = request.actor  # type: ignore[attr-defined]
    return [r for r in queries.every_resource() if actor.may("bookings.view", section=r.section)]


@staff("bookings.view")
def day_list(request: HttpRequest) -> HttpResponse:
    return _page(request, request.GET.get("resource", ""), request.GET.get("day"))


def _page(request: HttpRequest, code: str, typed: str | None, refused: Refused | None = None) -> HttpResponse:
    mine, actor = _mine(request), request.actor  # type: ignore[attr-defined]
    chosen = next((r for r in mine if r.code == code), mine[0] if mine else None)
    day = typed_day(typed) or timezone.localdate()
    if not 2000 < day.year < 2200:
        day = timezone.localdate()
    rows = queries.day_list(actor=actor, resource_id=chosen.id, day=day) if chosen else []
    return render(request, "desk/bookings.html", {
        "resources": mine, "r": chosen, "day": day, "rows": rows, "states": STATES, "refused": refused, "typed": request.POST,
        "may_attend": chosen is not None and actor.may("bookings.attend", section=chosen.section),
        "may_manage": chosen is not None and actor.may("bookings.manage", section=chosen.section)}, status=422 if refused else 200)


@staff("bookings.attend")
@require_POST
def do(request: HttpRequest, booking_id: UUID, verb: str) -> HttpResponse:
    if verb not in _VERBS:
        raise NotFound("verb")
    action, words = _VERBS[verb]
    code, day = request.POST.get("resource", ""), request.POST.get("day", "")
    try:
        action(actor=request.actor, booking_id=booking_id)  # type: ignore[attr-defined]
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _page(request, code, day, refused)
    messages.success(request, words)
    return _back(code, day)


@staff("bookings.manage")
@require_POST
def close_day(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody of that day is told; the booked are offered another time."""
    day, reason = typed_day(request.POST.get("day")), request.POST.get("reason", "").strip()[:200]
    resource = queries.resource(code)
    try:
        if day is None or day < timezone.localdate() or day.year > 2200:
            raise Refused("今日から後の日を選んでください", code="day")
        if not reason or "sure" not in request.POST:
            raise Refused("閉じる理由を入力し、「みんなに知らせて閉じる」にチェックを入れてください", code="reason")
        done = actions.close_day(actor=request.actor, resource_id=resource.id, day=day, reason=Text(ja=reason))  # type: ignore[attr-defined]
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _page(request, code, request.POST.get("day"), refused)
    messages.success(request, f"{day:%Y年%m月%d日}を閉じました。{done.displaced}人に知らせ、{done.offered}人に別の時間を案内しました")
    return _back(code, day.isoformat())


def _back(code: Any, day: Any) -> HttpResponse:
    return HttpResponseRedirect(f"/desk/bookings/?{urlencode({'resource': code, 'day': day})}")
