"""The plan's 56 initiatives with what realises each (row 49)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.procedures import queries as procedures
from machinami.city import initiatives, sections
from machinami.foundation.levels import levels
from machinami.shells.portal.access import public


@public
def plan(request: HttpRequest) -> HttpResponse:
    found, counts = levels(), cases.counts_by_code()
    known = procedures.catalogue()
    titles = {f.definition.code: f.definition for f in known}
    at_the_desk: dict[int, list[str]] = {}
    for made in (f for f in known if not f.shipped):
        for number in made.initiatives:
            at_the_desk.setdefault(number, []).append(made.definition.code)
    rows = []
    for item in initiatives.all_initiatives():
        level = found[item.number]
        codes = [*level.services, *at_the_desk.get(item.number, ())]
        live = [counts[c] for c in codes if c in counts]
        rows.append({"i": item, "level": level, "services": [titles[c] for c in codes if c in titles], "section": sections.section(item.section),
                     "cases": sum(c["cases"] for c in live), "done": sum(c["done"] for c in live)})
    wanted = request.GET.get("level", "")
    shown = [r for r in rows if not wanted or str(r["level"].level) == wanted]
    return render(request, "portal/plan.html", {
        "rows": shown, "total": len(rows), "years": initiatives.FISCAL_YEARS,
        "summary": [(n, sum(r["level"].level == n for r in rows)) for n in range(5)], "wanted": wanted})
