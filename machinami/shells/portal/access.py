"""Which pages are public and which need a signed-in resident. Every view says one of the two."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anybody may open this page."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Only a signed-in resident; others go through sign-in and come back here."""

    @wraps(view)
    def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.kind != "resident":  # type: ignore[attr-defined]
            target = request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "")
            idle = "&idle=1" if getattr(request, "idled_out", False) else ""
            language = request.LANGUAGE_CODE  # type: ignore[attr-defined]
            return HttpResponseRedirect(f"/signin/?lang={language}&next={quote(target)}{idle}")
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    check.access = "resident"  # type: ignore[attr-defined]
    return check


def here(request: HttpRequest, path: str) -> str:
    """A portal path in the page's language: ``here(request, "my/")`` → ``/ja/my/``."""
    return f"/{request.LANGUAGE_CODE}/{path}"  # type: ignore[attr-defined]
