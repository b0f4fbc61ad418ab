"""表示設定: how a person wants pages to look. One cookie, no account needed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = f"{settings.HOST_ONLY}machinami_display"
TEXT_SIZES = ("100", "125", "150")
THEMES = ("auto", "light", "dark", "hc")


@dataclass(frozen=True, slots=True)
class Preferences:
    text: str = "100"
    theme: str = "auto"
    furigana: bool = False
    #: Open pages follow what happens (event stream); False: they stand still until they are opened again.
    live: bool = True

    @classmethod
    def of(cls, request: HttpRequest) -> Preferences:
        values = dict(parse_qsl(request.COOKIES.get(COOKIE, "")))
        return cls().changed(values)

    def changed(self, values: dict[str, str]) -> Preferences:
        """A copy with the values that are known; anything else is passed over."""
        chosen = self
        if values.get("text") in TEXT_SIZES:
            chosen = replace(chosen, text=values["text"])
        if values.get("theme") in THEMES:
            chosen = replace(chosen, theme=values["theme"])
        for name in ("furigana", "live"):
            if name in values:
                chosen = replace(chosen, **{name: values[name] in ("1", "on", "True")})
        return chosen

    def keep(self, response: HttpResponse) -> None:
        response.set_cookie(COOKIE, urlencode(asdict(self)), max_age=400 * 86400, samesite="Lax", httponly=True,
                            secure=settings.SESSION_COOKIE_SECURE)
