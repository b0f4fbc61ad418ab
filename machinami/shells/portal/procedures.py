"""Finding procedures, their pages, and checking certificates. All public."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from machinami.capabilities.documents import queries as documents
from machinami.capabilities.procedures import queries as procedures
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.queries import InForce
from machinami.city import sections
from machinami.foundation.errors import NotFound
from machinami.foundation.i18n import Text
from machinami.shells.portal.access import here, public
from machinami.shells.portal.words import CATEGORIES, LIFE_EVENTS

SEARCH = Text(ja="手続きをさがす", en="Find a procedure", zh="查找手续", ko="절차 찾기", easy="てつづきを さがす")
NO_FILE = Text(ja="PDFファイルを選んでください。10MBまでです", easy="PDFの ファイルを えらんでください。10MBまでです", en="Choose a PDF file of up to 10 MB.",
               zh="请选择PDF文件，不超过10MB。", ko="10MB 이하의 PDF 파일을 선택해 주세요.")


@public
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    language = request.LANGUAGE_CODE  # type: ignore[attr-defined]
    found = procedures.search(text, language) if text else []
    everything = [] if found else sorted(procedures.all_definitions(), key=lambda d: d.code)
    return render(request, "portal/search.html", {"q": text, "found": found, "everything": everything,
                                                  "events": procedures.search_events(text, language) if text else [],
                                                  "crumbs": [(SEARCH, "")]})


def _of(test: Callable[[InForce], bool]) -> list[Definition]:
    return [f.definition for f in procedures.catalogue() if test(f)]


@public
def category(request: HttpRequest, code: str) -> HttpResponse:
    if code not in CATEGORIES:
        raise Http404
    rows = _of(lambda f: f.category == code)
    return render(request, "portal/category.html", {"title": CATEGORIES[code], "rows": rows,
                                                    "crumbs": [(CATEGORIES[code], "")]})


@public
def life_event(request: HttpRequest, code: str) -> HttpResponse:
    if code not in LIFE_EVENTS:
        raise Http404
    rows = _of(lambda f: code in f.life_events)
    events = [f.definition for f in procedures.life_events() if code in f.life_events]
    return render(request, "portal/category.html", {"title": LIFE_EVENTS[code], "rows": rows, "events": events,
                                                    "crumbs": [(LIFE_EVENTS[code], "")]})


@public
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """What, who, by when, how much, what to bring; online, counter, post and proxy side by side."""
    try:
        found = procedures.current(code)
    except NotFound as error:
        raise Http404 from error
    if found.definition.starts:
        return HttpResponseRedirect(here(request, f"together/{code}/"))
    return render(request, "portal/procedure.html", {
        "p": found.definition, "section": sections.section(found.definition.section),
        "open": found.definition.reception.open_on(timezone.localdate()),
        "crumbs": [(CATEGORIES[found.category], here(request, f"categories/{found.category}/")), (found.definition.title, "")]})


@public
def verify_form(request: HttpRequest) -> HttpResponse:
    """By the code that stands on it, or by the file itself."""
    if request.method == "POST":
        return _verify_file(request)
    code = "".join(c for c in request.GET.get("code", "").upper() if c.isalnum())
    if code:
        return HttpResponseRedirect(here(request, f"verify/{code}/"))
    return render(request, "portal/verify.html", {"asked": False})


def _verify_file(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        return render(request, "portal/verify.html", {"asked": False, "file_error": NO_FILE}, status=422)
    found, seal = documents.verify_content(file.read())
    return render(request, "portal/verify.html", {"asked": True, "by_file": True, "found": found, "seal": seal})


@public
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Is this certificate ours, and does it still hold? Least data."""
    try:
        found = documents.verify(code)
    except NotFound:
        found = None
    return render(request, "portal/verify.html", {"asked": True, "code": code, "found": found},
                  status=200 if found else 404)
