"""The desk's first page: what is late, what is due today, what is mine."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from machinami.capabilities.cases import queries
from machinami.capabilities.cases.states import OPEN, STATES
from machinami.capabilities.cases.types import WorklistFilter
from machinami.capabilities.notices import queries as notices
from machinami.shells.desk.access import staff
from machinami.shells.desk.menu import ENTRIES, menu


@staff(*(permission for _, _, opens in ENTRIES for permission in opens))
def home(request: HttpRequest) -> HttpResponse:
    """Who handles no cases (an auditor, an engineer) starts with what they do handle."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may("cases.view"):
        return HttpResponseRedirect(menu(actor)[0][0])
    mine = queries.worklist(actor=actor, filters=WorklistFilter(states=tuple(OPEN), assigned="me"), size=15)
    return render(request, "desk/home.html", {"counts": queries.desk_counts(actor=actor), "mine": mine,
                                              "states": STATES, "today": timezone.localdate(),
                                              "disabled": notices.disabled_webhooks() if actor.may("notices.manage_webhooks") else 0})


@staff("cases.view")
def search(request: HttpRequest) -> HttpResponse:
    """``/``: a receipt number goes straight to its case, anything else to the list."""
    text = request.GET.get("q", "").strip()
    found = queries.case_id_of(text) if "-" in text else None
    return HttpResponseRedirect(f"/desk/cases/{found}/" if found else f"/desk/cases/?{urlencode({'q': text})}")
