"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.notices import queries as notices
from machinami.capabilities.procedures import queries as procedures
from machinami.foundation.i18n import RESIDENT_LANGUAGES
from machinami.shells.portal.access import public
from machinami.shells.portal.queue_words import WORDS
from machinami.shells.portal.words import CATEGORIES, LIFE_EVENTS

_ACCEPTED = {"ja": "ja", "en": "en", "zh": "zh-hans", "ko": "ko"}


@public
def choose_language(request: HttpRequest) -> HttpResponse:
    """``/`` goes to the browser's first language that we have, else Japanese."""
    header = request.headers.get("Accept-Language", "")
    wanted = [part.split(";")[0].strip().split("-")[0].lower() for part in header.split(",")]
    code = next((_ACCEPTED[w] for w in wanted if w in _ACCEPTED), RESIDENT_LANGUAGES[0])
    response = HttpResponseRedirect(f"/{code}/")
    response.headers["Vary"] = "Accept-Language"
    return response


@public
def home(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    known = procedures.catalogue()
    used, events = {f.category for f in known}, {e for f in known for e in f.life_events}
    context = {
        "categories": [(c, t) for c, t in CATEGORIES.items() if c in used], "counters": WORDS["title"],
        "life_events": [(c, t) for c, t in LIFE_EVENTS.items() if c in events],
    }
    if actor.kind == "resident":
        context |= {"drafts": procedures.my_drafts(actor=actor), "unread": notices.unread(actor=actor),
                    "cases": cases.my_cases(actor=actor, size=3).rows}
    return render(request, "portal/home.html", context)
