"""What every page frame needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from machinami.foundation.i18n import HTML_LANG, RESIDENT_LANGUAGES

_NAMES = {"ja": "日本語", "ja-easy": "やさしい日本語", "en": "English", "zh-hans": "简体中文", "ko": "한국어"}


def frame(request: HttpRequest) -> dict[str, Any]:
    language = getattr(request, "LANGUAGE_CODE", "ja")
    first = request.path_info.lstrip("/").split("/", 1)[0]
    rest = request.get_full_path().lstrip("/").split("/", 1)
    prefixed = first in RESIDENT_LANGUAGES
    links = [
        {"code": code, "name": _NAMES[code], "lang": HTML_LANG[code], "current": code == language,
         "url": f"/{code}/{rest[1] if len(rest) > 1 else ''}" if prefixed else f"/{code}/"}
        for code in RESIDENT_LANGUAGES
    ]
    preferences = getattr(request, "preferences", None)
    return {
        "html_lang": HTML_LANG.get(language, "ja"), "language": language, "language_links": links,
        "preferences": preferences, "actor": getattr(request, "actor", None), "demo": settings.DEMO_DOORS,
        # Where pages listen, and since when (ms): from before anything on the page was read.
        "stream": settings.EVENT_STREAM_URL if preferences is None or preferences.live else "",
        "since": getattr(request, "started", None),
    }
