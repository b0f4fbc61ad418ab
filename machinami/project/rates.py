"""So much a minute from one place: beyond it an answer in words with 429 and when to go on.

Counted in the cache: with REDIS_URL for all processes together, else for each on its own. A person who is signed in is
counted by session, so that an office behind one address is not one visitor.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from machinami.foundation.i18n import Text
from machinami.foundation.visitors import address
from machinami.project.errors import page

MINUTE = 60
#: So many sessions may be busy behind one address.
OFFICE = 20
TOO_MANY = Text(ja="短い間に多くの操作がありました。1分ほど待ってから、続きをしてください",
                en="That was a lot in a short time. Please wait about a minute and go on.",
                zh="短时间内操作过多。请等待约1分钟后继续。", ko="짧은 시간에 요청이 많았습니다. 1분 정도 기다린 후 계속해 주세요.",
                easy="すこし はやすぎます。1分くらい まってから つづけてください")
#: Not counted here: what a browser fetches by the dozen, what watches over the house, and the API, which counts by itself.
FREE = ("/static/", "/health", "/metrics", "/api/")


class RateLimit:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.limit = settings.RATE_LIMIT

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.limit and not request.path.startswith(FREE) and any(
                _count(who) > limit for who, limit in _visitor(request, self.limit)):
            return self._refuse(request)
        return self.get_response(request)

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        response = page(request, TOO_MANY, 429)
        response.headers["Retry-After"] = str(MINUTE)
        return response


def _visitor(request: HttpRequest, limit: int) -> list[tuple[str, int]]:
    """Who is counted up to what. A made-up session cookie buys no more than its address has."""
    where = address(request)
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return [(session, limit), (where, OFFICE * limit)] if session else [(where, limit)]


def _count(who: str) -> int:
    """How often in this minute. Nothing that names a person or an address stands in the cache."""
    name = hashlib.sha256(f"{settings.SECRET_KEY}{who}".encode()).hexdigest()[:32]
    key = f"rate:{name}:{int(time.time() // MINUTE)}"
    cache.add(key, 0, 2 * MINUTE)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out in between
        return 1
