"""The service worker that shows push notifications; below /push/ so that it has no page in its scope."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path

from machinami.capabilities.notices.topics import PUSH_MORE, TOPICS, TRIAL
from machinami.foundation.i18n import FIELD_OF_LANGUAGE, HTML_LANG, Text


def push_worker(request: HttpRequest) -> HttpResponse:
    """Asked for again at every registration, so that changed words arrive; it holds nobody's data."""
    words = {"kinds": {**{t.code: _each(t.title) for t in TOPICS.values()}, "trial": _each(TRIAL), "other": _each(TOPICS["news"].title)},
             "more": _each(PUSH_MORE), "tags": HTML_LANG, "icon": static("ui/icon.svg")}
    safe = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    response = render(request, "notices/push_worker.js", {"words": safe}, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _each(text: Text) -> dict[str, str]:
    return {language: text.within(language)[0] for language in FIELD_OF_LANGUAGE}


push_worker.access = "public"  # type: ignore[attr-defined]
urlpatterns = [path("push/worker.js", push_worker, name="push-worker")]
