"""The board of deadlines: what is due on which day, what is late, by procedure; whether more comes than is done."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from machinami.capabilities.cases import queries
from machinami.shells.desk.access import staff
from machinami.shells.desk.plots import piled

#: Days shown forward and back.
AHEAD, BACK = 30, 30
DUE = {"assigned": "担当あり", "unassigned": "未割当"}
MOVED = {"came": "受け付けた", "done": "決定した"}


@staff("cases.view")
def board(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    ahead = [today + timedelta(days=n) for n in range(AHEAD + 1)]
    back = [today - timedelta(days=n) for n in reversed(range(BACK + 1))]
    found = queries.deadlines(actor=request.actor, until=ahead[-1], since=back[0])  # type: ignore[attr-defined]
    came, done = (sum(n for (_, k), n in found.moved.items() if k == kind) for kind in MOVED)
    return render(request, "desk/deadlines.html", {
        "d": found, "due": DUE, "moved": MOVED, "came": came, "done": done, "days_ahead": AHEAD, "days_back": BACK,
        "due_total": sum(found.due.values()), "due_plot": piled(ahead, tuple(DUE), found.due),
        "moved_plots": [(words, piled(back, (kind,), found.moved), n) for (kind, words), n in zip(MOVED.items(), (came, done), strict=True)],
        "due_table": [(day, [found.due.get((day, k), 0) for k in DUE]) for day in ahead if any(found.due.get((day, k)) for k in DUE)],
        "moved_table": [(day, [found.moved.get((day, k), 0) for k in MOVED]) for day in reversed(back) if any(found.moved.get((day, k)) for k in MOVED)]})
