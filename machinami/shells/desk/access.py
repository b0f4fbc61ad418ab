"""Every desk page names a permission; the action or query behind it asks again, with the row's section."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from machinami.foundation.errors import NotAllowed

View = Callable[..., HttpResponse]


def staff(permission: str) -> Callable[[View], View]:
    """Only staff with ``permission`` (in any section)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = request.actor  # type: ignore[attr-defined]
            if actor.kind != "staff":
                target = request.get_full_path() if request.method == "GET" else "/desk/"
                return HttpResponseRedirect(f"/desk/signin/?next={quote(target)}")
            if not actor.may(permission):
                raise NotAllowed(permission)
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        check.access = permission  # type: ignore[attr-defined]
        return check

    return decorate


def page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return max(1, int(number)) if number.isdigit() else 1
