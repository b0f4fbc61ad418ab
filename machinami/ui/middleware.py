"""Language by URL prefix, and furigana over Japanese pages for those who ask."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from machinami.foundation.i18n import RESIDENT_LANGUAGES
from machinami.ui import ruby
from machinami.ui.preferences import Preferences

GetResponse = Callable[[HttpRequest], HttpResponse]


class Language:
    """The language is the URL's first part; the API's is asked for by Accept-Language; the desk is Japanese."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first = request.path_info.lstrip("/").split("/", 1)[0]
        language = first if first in RESIDENT_LANGUAGES else self._asked(request)
        request.preferences = Preferences.of(request)  # type: ignore[attr-defined]
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
        return response

    @staticmethod
    def _asked(request: HttpRequest) -> str:
        """For pages without a prefix: ``?lang=`` (sign-in, payment at the provider), else Japanese."""
        asked = request.GET.get("lang", "")
        if request.path_info.startswith("/api/") and not asked:
            return next((lang for word, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))
                         if (lang := "zh-hans" if word.startswith("zh") else word if word == "ja-easy" else word[:2])
                         in RESIDENT_LANGUAGES), "ja")
        return asked if asked in RESIDENT_LANGUAGES else "ja"


class Furigana:
    """Adds readings over kanji where the resident switched them on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        wanted = request.preferences.furigana or request.LANGUAGE_CODE == "ja-easy"  # type: ignore[attr-defined]
        html = response.headers.get("Content-Type", "").startswith("text/html")
        if wanted and html and not response.streaming and request.LANGUAGE_CODE.startswith("ja"):  # type: ignore[attr-defined]
            response.content = ruby.annotate_page(response.content.decode()).encode()
            if response.has_header("Content-Length"):
                response.headers["Content-Length"] = str(len(response.content))
        if html:
            patch_vary_headers(response, ["Cookie"])
        return response


