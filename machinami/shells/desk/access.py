"""Every desk page names a permission; the action or query behind it asks again, with the row's section."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from machinami.foundation.errors import NotAllowed

View = Callable[..., HttpResponse]


def staff(*permissions: str) -> Callable[[View], View]:
    """Only staff with one of the permissions (in any section)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = request.actor  # type: ignore[attr-defined]
            if actor.kind != "staff":
                target = request.get_full_path() if request.method == "GET" else "/desk/"
                return HttpResponseRedirect(f"/desk/signin/?next={quote(target)}")
            if not any(actor.may(permission) for permission in permissions):
                raise NotAllowed(permissions[0])
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        check.access = permissions[0]  # type: ignore[attr-defined]
        return check

    return decorate


def page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return max(1, int(number)) if number.isdigit() else 1
