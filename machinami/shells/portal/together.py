"""A life event: a few questions that anybody may answer, what follows from them, and all of it begun together.

The interview keeps nothing: its answers stand in the address, so that the plan can be printed, kept as a bookmark and sent on.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from machinami.capabilities.procedures import forms, trying
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.starting import Facts
from machinami.capabilities.visits import actions, queries
from machinami.city import sections
from machinami.foundation.errors import NotFound, Refused
from machinami.shells.portal.access import here, public, signed_in


def _event(code: str) -> Definition:
    try:
        return queries.event(code)
    except NotFound as error:
        raise Http404 from error


class _Interview:
    """What was answered so far, by the address: ``q`` names the questions gone through."""

    def __init__(self, definition: Definition, given: Any, language: str) -> None:
        self.trial = trying.begun(definition, Facts(), language)
        self.gone: list[str] = []
        self.errors: dict[str, Any] = {}
        self.not_for: Any = None
        self.open: str | None = None
        wanted = set(given.getlist("q"))
        for question in queries.interview(definition):
            if not self._asked(question.code):
                continue
            self.open = question.code
            if question.code not in wanted:
                return
            self.trial, self.errors, self.not_for, _ = trying.answer(self.trial, question.code, given)
            if self.errors or self.not_for is not None:
                return
            self.gone.append(question.code)
        self.open = None

    def _asked(self, question: str) -> bool:
        return forms.question_page(self.trial.row, question) is not None

    def pairs(self, given: Any, *, without: str = "") -> list[tuple[str, str]]:
        """The address's answers to the questions gone through, but for one."""
        gone = [q for q in self.gone if q != without]
        heads = [f.code for q in gone for f in self.trial.definition.questions[q].fields]
        kept = [(k, v) for k in given for v in given.getlist(k) if any(k == h or k.startswith(f"{h}-") for h in heads)]
        return [("q", q) for q in gone] + kept


@public
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """One question a page; after the last, the plan."""
    definition = _event(code)
    talk = _Interview(definition, request.GET, request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    if talk.not_for is not None:
        return render(request, "portal/not_eligible.html", {
            "message": talk.not_for, "code": code, "section": sections.section(definition.section)})
    if talk.open is None:
        return HttpResponseRedirect(here(request, f"together/{code}/plan/?{urlencode(talk.pairs(request.GET))}"))
    asked = queries.interview(definition)
    page = forms.question_page(talk.trial.row, talk.open, language=request.LANGUAGE_CODE,  # type: ignore[attr-defined]
                               posted=request.GET if talk.errors else None, errors=talk.errors)
    back = f"together/{code}/?{urlencode(talk.pairs(request.GET, without=talk.gone[-1]))}" if talk.gone else "life/" + _place(code)
    return render(request, "portal/together_ask.html", {
        "page": page, "back": here(request, back), "hidden": talk.pairs(request.GET), "total": len(asked),
        "number": next(n for n, q in enumerate(asked, 1) if q.code == talk.open), "event": definition},
        status=422 if talk.errors else 200)


def _place(code: str) -> str:
    """The page of the life event's kind, from which it was opened."""
    return next(iter(queries.places(code)), "moving_in") + "/"


@public
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Which procedures apply, why, by when, where and what to bring. It prints."""
    definition = _event(code)
    talk = _Interview(definition, request.GET, request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    if talk.open is not None:
        return HttpResponseRedirect(here(request, f"together/{code}/?{urlencode(talk.pairs(request.GET))}"))
    return render(request, "portal/together_plan.html", _plan(definition, talk, request.GET))


def _plan(definition: Definition, talk: _Interview, given: Any) -> dict[str, Any]:
    rows = queries.plan(definition, talk.trial.answers)
    bring = list(dict.fromkeys(text for row in rows for text in row.bring))
    answers = [(r.label, r.lines) for s in forms.check_page(talk.trial.row).sections for r in s.rows if not r.missing]
    return {"event": definition, "rows": [(r, sections.section(r.section)) for r in rows], "bring": bring, "answers": answers,
            "hidden": talk.pairs(given), "section": sections.section(definition.section),
            "first": f"?{urlencode(talk.pairs(given, without=talk.gone[-1]))}" if talk.gone else ""}


@signed_in
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin what was ticked, together."""
    definition = _event(code)
    if request.method != "POST":
        return HttpResponseRedirect(here(request, f"together/{code}/"))
    talk = _Interview(definition, request.POST, request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    if talk.open is not None:
        return HttpResponseRedirect(here(request, f"together/{code}/?{urlencode(talk.pairs(request.POST))}"))
    try:
        visit = actions.begin(actor=request.actor, event=code, answers=talk.trial.answers,  # type: ignore[attr-defined]
                              chosen=request.POST.getlist("want"))
    except NotFound:
        raise
    except Refused as refused:
        if refused.code == "chosen":
            return render(request, "portal/together_plan.html", _plan(definition, talk, request.POST) | {
                "errors": [(f"want-{definition.starts[0].code}", refused.message)]}, status=422)
        return render(request, "portal/not_eligible.html", {
            "message": refused.message, "code": code, "section": sections.section(definition.section),
            "stronger": refused.code == "identity_level"}, status=422)
    return HttpResponseRedirect(here(request, f"visits/{visit.id}/next/"))
