"""How many requests a minute, per token, account or address; counted in the shared cache (Redis where it is set)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

from machinami.foundation.visitors import address

EACH = f"{settings.RATE_LIMIT}/min"


class Limit(SimpleRateThrottle):
    """A partner system by its token, a person by account, everybody else by address."""

    scope = "api"

    def get_cache_key(self, request: HttpRequest) -> str | None:
        if not self.num_requests:  # RATE_LIMIT=0 counts nothing
            return None
        actor = getattr(request, "auth", None) or request.actor  # type: ignore[attr-defined]
        who = f"{actor.kind}:{actor.id}" if getattr(actor, "id", "") else address(request)
        return self.cache_format % {"scope": self.scope, "ident": who}
