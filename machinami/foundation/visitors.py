"""From where a request comes, as far as we can know."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The visitor's address: the last one that our own proxy added, where there is one (BEHIND_PROXY=1). What a visitor
    says of itself counts for nothing."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")
