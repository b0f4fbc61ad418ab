"""Signing for tests, through the same actions as the pages."""

from __future__ import annotations

from typing import Any

from machinami.capabilities.notices import testing as notices
from machinami.capabilities.signatures import actions, links, queries
from machinami.capabilities.signatures.models import Request
from machinami.foundation.actors import Actor


def requests(case_id: Any) -> list[Request]:
    return list(Request.objects.select_related("case").filter(case_id=case_id, wanted=True).order_by("role", "position"))


def mailed(row: Request) -> str:
    """The token of the newest letter that is not sent yet."""
    return next(link.split("/")[3] for link in notices.links(f"signatures.Request:{row.pk}") if "/sign/" in link)


def fresh_link(row: Request) -> str:
    """The token of one more link; where the worker runs, the mailed ones are sent and forgotten."""
    return links.mint(row)


def enter(row: Request) -> Actor:
    """Open the mailed link with its code; who then is the guest."""
    row.refresh_from_db()
    guest = queries.invited(actions.open_link(token=mailed(row), code=str(row.code)))
    if guest is None:
        raise LookupError("nobody is invited")
    return guest


def sign_all(case_id: Any) -> None:
    """Everybody reads and signs by link."""
    for row in requests(case_id):
        guest = Actor(kind="invited", id=str(row.pk), name=str(row.name or ""), level=3)
        actions.sign(actor=guest, request_id=row.pk, seen=queries.asked(actor=guest, request_id=row.pk).seen)
