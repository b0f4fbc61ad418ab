"""How notices reach people: figures by day, way and outcome, addresses that fail, the list, the log, and sending again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from machinami.capabilities.notices import actions, queries
from machinami.capabilities.notices.queries import Filter
from machinami.capabilities.notices.topics import TOPICS
from machinami.capabilities.notices.types import Figure
from machinami.city import sections
from machinami.foundation.errors import Conflict
from machinami.shells.desk.access import page_number, staff
from machinami.shells.desk.plots import piled
from machinami.shells.desk.spreadsheet import csv_file
from machinami.shells.desk.typed import day
from machinami.shells.desk.words import CHANNELS, DELIVERY_STATES, OUTCOMES, WAYS

HOME = "/desk/notices/"
#: Outcomes as they are piled up in the plots, from below: what each is of, and its words.
PILES = {"arrived": (("shown", "sent"), "届いた"), "stopped": (("stopped",), "本人が止めている"), "deferred": (("deferred",), "あとでもう一度"),
         "failed": (("failed", "given_up"), "届かない")}
PERIODS = {"7": "7日", "14": "14日", "31": "31日", "92": "92日"}


@staff("notices.view")
def board(request: HttpRequest) -> HttpResponse:
    actor, asked = request.actor, request.GET  # type: ignore[attr-defined]
    days = asked.get("days") if asked.get("days") in PERIODS else "14"
    until = timezone.localdate()
    shown = [until - timedelta(days=n) for n in reversed(range(int(str(days))))]
    figures = queries.figures(actor=actor, since=shown[0], until=until)
    filters = filter_of(request)
    return render(request, "desk/notices.html", {
        "plots": [_plot(way, name, figures, shown) for way, name in WAYS.items()], "piles": {k: words for k, (_, words) in PILES.items()},
        "days": days, "periods": PERIODS, "table": _table(figures), "ways": WAYS, "outcomes": OUTCOMES, "failing": queries.failing(actor=actor),
        "page": queries.deliveries(actor=actor, filters=filters, page=page_number(request)), "f": filters, "states": DELIVERY_STATES,
        "channels": CHANNELS, "templates": queries.templates(), "filtered": filters != Filter(), "may_retry": actor.may("notices.retry"), "may_announce": actor.may("notices.announce")})


def _plot(way: str, name: str, figures: Sequence[Figure], shown: Sequence[date]) -> dict[str, Any]:
    pile_of = {outcome: pile for pile, (outcomes, _) in PILES.items() for outcome in outcomes}
    numbers: dict[tuple[date, str], int] = {}
    for f in figures:
        if f.channel == way and f.outcome in pile_of:
            key = (f.day, pile_of[f.outcome])
            numbers[key] = numbers.get(key, 0) + f.number
    totals = {pile: sum(n for (_, p), n in numbers.items() if p == pile) for pile in PILES}
    said = "、".join(f"{words}{totals[pile]}件" for pile, (_, words) in PILES.items() if totals[pile]) or "ありません"
    return {"way": way, "name": name, "plot": piled(shown, tuple(PILES), numbers) if any(totals.values()) else None, "said": said}


def _table(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """By day and way, the newest first, with the number of each outcome."""
    rows: dict[tuple[date, str], dict[str, int]] = {}
    for f in figures:
        rows.setdefault((f.day, f.channel), {})[f.outcome] = f.number
    return [{"day": day, "way": way, "numbers": [numbers.get(o, 0) for o in OUTCOMES]} for (day, way), numbers in sorted(rows.items(), reverse=True)]


def filter_of(request: HttpRequest) -> Filter:
    asked = request.GET
    return Filter(state=asked.get("state", ""), channel=asked.get("channel", ""), template=asked.get("template", ""),
                  since=_day(asked.get("since", "")), until=_day(asked.get("until", "")))


def _day(typed: str) -> date | None:
    """What is no day asks for nothing."""
    found = day(typed)
    return found if found and 2000 <= found.year <= 2200 else None


@staff("notices.view")
def export(request: HttpRequest) -> HttpResponse:
    """The deliveries of the list, at most 10,000: no addresses."""
    page = queries.deliveries(actor=request.actor, filters=filter_of(request), size=10_000)  # type: ignore[attr-defined]
    return csv_file("deliveries.csv", ["書いた日時", "お知らせ", "経路", "状態", "回数", "理由", "送った日時", "もと"], (
        (f"{timezone.localtime(d.created_at):%Y-%m-%d %H:%M}", d.title.ja, CHANNELS.get(d.channel, d.channel), DELIVERY_STATES.get(d.state, d.state),
         d.attempts, d.reason, f"{timezone.localtime(d.sent_at):%Y-%m-%d %H:%M}" if d.sent_at else "", d.subject) for d in page.rows))


@staff("notices.view")
def log(request: HttpRequest) -> HttpResponse:
    """The message log: added to, never altered."""
    filters = filter_of(request)
    page = queries.log(actor=request.actor, filters=filters, page=page_number(request))  # type: ignore[attr-defined]
    return render(request, "desk/notice_log.html", {
        "page": page, "f": filters, "outcomes": OUTCOMES, "ways": WAYS, "templates": queries.templates(), "topics": TOPICS,
        "sections": {code: s.name for code, s in sections.all_sections().items()}})


@staff("notices.view")
def log_export(request: HttpRequest) -> HttpResponse:
    page = queries.log(actor=request.actor, filters=filter_of(request), size=10_000)  # type: ignore[attr-defined]
    titles = queries.templates()
    return csv_file("notice-log.csv", ["日時", "お知らせ", "種類", "課", "経路", "結果", "答え", "回目", "お知らせの番号"], (
        (f"{timezone.localtime(r.at):%Y-%m-%d %H:%M:%S}", titles[r.template].ja if r.template in titles else r.template, r.topic, r.section,
         WAYS.get(r.channel, r.channel), OUTCOMES.get(r.outcome, r.outcome), r.code, r.attempt or "", r.notice_id) for r in page.rows))


@staff("notices.retry")
@require_POST
def retry(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    try:
        actions.retry(actor=request.actor, delivery_id=delivery_id)  # type: ignore[attr-defined]
        messages.success(request, "もう一度送ります")
    except Conflict as conflict:
        messages.error(request, str(conflict.message))
    return HttpResponseRedirect(HOME)


@staff("notices.retry")
@require_POST
def retry_address(request: HttpRequest, account_id: UUID) -> HttpResponse:
    number = actions.retry_all_of(actor=request.actor, account_id=account_id)  # type: ignore[attr-defined]
    messages.success(request, f"{number}通をもう一度送ります")
    return HttpResponseRedirect(HOME)
