"""Letters for tests, as they wait to be sent."""

from __future__ import annotations

from machinami.capabilities.notices.models import Notice


def links(subject: str) -> list[str]:
    """The links of the letters about a subject that are not sent yet, newest first."""
    rows = Notice.objects.filter(subject=subject, account=None).order_by("-created_at", "-pk")
    return [n.letter["link"] for n in rows if n.letter and n.letter["link"]]
