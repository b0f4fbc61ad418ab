"""Trying a definition that is being written: as a resident would see it, as made-up people, on phone and desktop. Nothing is sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin

from machinami.capabilities.authoring import actions, queries
from machinami.capabilities.procedures import forms, trying
from machinami.city import sections
from machinami.foundation.errors import NotFound
from machinami.shells.desk.access import staff
from machinami.shells.desk.procedures import LOOK, _frame

LANGUAGES = {"ja": "日本語", "ja-easy": "やさしい日本語", "en": "English", "zh-hans": "简体中文", "ko": "한국어"}
#: Shown inside the editor's own page, and nowhere else.
FRAME = "desk/procedures/preview_base.html"
_framed = csp_replace({"frame-ancestors": [SELF]})


def _trial(request: HttpRequest, copy_id: UUID) -> tuple[Any, Any, trying.Sample]:
    actor = request.actor  # type: ignore[attr-defined]
    row = queries.copy(actor=actor, copy_id=copy_id)
    sample = next((s for s in trying.samples() if s.code == request.GET.get("sample")), trying.samples()[0])
    definition = queries.definition(row.content)
    if definition is None:
        return row, None, sample
    language = request.LANGUAGE_CODE  # type: ignore[attr-defined]
    kept = queries.trial_answers(actor=actor, copy_id=copy_id, sample=sample.code)
    trial = trying.begun(definition, sample.facts, language)
    return row, trial if kept is None else trying.Trial(definition, sample.facts, kept, language), sample


def _to(request: HttpRequest, copy_id: UUID, page: str) -> str:
    asked = request.GET.copy()
    return f"/desk/procedures/copies/{copy_id}/preview/{page + '/' if page else ''}?{asked.urlencode()}"


@staff(*LOOK)
def look(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """Phone and desktop side by side, in any language, as any sample person."""
    row = queries.copy(actor=request.actor, copy_id=copy_id)  # type: ignore[attr-defined]
    return render(request, "desk/procedures/look.html", _frame(request, row) | {"tab": "look",
        "languages": LANGUAGES, "samples": trying.samples(), "lang": request.GET.get("in", "ja"),  # not ``lang``: the desk itself stays Japanese
        "sample": request.GET.get("sample", "family"), "at": request.GET.get("at", "")})


@staff(*LOOK)
@_framed
@xframe_options_sameorigin
def start(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """The procedure's own page."""
    row, trial, _ = _trial(request, copy_id)
    if trial is None:
        return _broken(request, row)
    if request.method == "POST":
        actions.keep_trial(actor=request.actor, copy_id=copy_id, sample=_trial(request, copy_id)[2].code, answers=trying.begun(  # type: ignore[attr-defined]
            trial.definition, trial.facts, trial.language).answers)
        why = trying.refused(trial)
        if why is not None:
            return render(request, "desk/procedures/preview_refused.html", {"message": why})
        return HttpResponseRedirect(_to(request, copy_id, forms.first_open(trying.begun(trial.definition, trial.facts).row) or "check"))
    return render(request, "portal/procedure.html", {"frame": FRAME,
        "p": trial.definition, "section": sections.section(row.section), "open": True, "preview": True})


def _broken(request: HttpRequest, row: Any) -> HttpResponse:
    return render(request, "desk/procedures/preview_broken.html", {"c": row, "faults": queries.faults(row.content)}, status=200)


@staff(*LOOK)
@_framed
@xframe_options_sameorigin
def question(request: HttpRequest, copy_id: UUID, question: str) -> HttpResponse:
    """One question; answers are kept for this member of staff and sample person until the copy is published."""
    row, trial, sample = _trial(request, copy_id)
    if trial is None:
        return _broken(request, row)
    errors: dict[str, Any] = {}
    posted = None
    if request.method == "POST":
        try:
            trial, errors, why, stay = trying.answer(trial, question, request.POST)
        except KeyError:
            raise NotFound("question") from None
        actions.keep_trial(actor=request.actor, copy_id=copy_id, sample=sample.code, answers=trial.answers)  # type: ignore[attr-defined]
        if why is not None:
            return render(request, "desk/procedures/preview_refused.html", {"message": why})
        if not errors and not stay:
            return HttpResponseRedirect(_to(request, copy_id, forms.next_question(trial.row, question) or "check"))
        posted = request.POST
    page = forms.question_page(trial.row, question, language=trial.language, posted=posted, errors=errors)
    if page is None:
        return HttpResponseRedirect(_to(request, copy_id, forms.first_open(trial.row) or "check"))
    return render(request, "portal/question.html", {"frame": FRAME,
        "page": page, "draft": trial.row, "back": _to(request, copy_id, page.previous or "")}, status=422 if errors else 200)


@staff(*LOOK)
@_framed
@xframe_options_sameorigin
def check(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """What would be sent, and what would come of it: fee, days, papers."""
    row, trial, _ = _trial(request, copy_id)
    if trial is None:
        return _broken(request, row)
    page = forms.check_page(trial.row, language=trial.language)
    return render(request, "desk/procedures/preview_check.html", {
        "page": page, "draft": trial.row, "outcome": trying.outcome(trial), "query": request.GET.urlencode(), "c": row})


@staff(*LOOK)
def run(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """A trial run: many made-up applications of each sample person, and who gets where."""
    row = queries.copy(actor=request.actor, copy_id=copy_id)  # type: ignore[attr-defined]
    definition = queries.definition(row.content)
    runs, never = trying.run(definition) if definition else ([], [])
    return render(request, "desk/procedures/run.html", _frame(request, row) | {"tab": "run",
        "runs": runs, "never": [definition.fields[c].label for c in never] if definition else [], "count": trying.RUNS,
        "broken": definition is None, "today": timezone.localdate()})
