"""The signed link in a letter: whoever holds it sees this one booking and may give it back or take it, without signing in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer

from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound

_SALT = "bookings.booking"


def token(booking_id: Any) -> str:
    return Signer(salt=_SALT).sign(UUID(str(booking_id)).hex)


def path(booking_id: Any) -> str:
    return f"/ja/bookings/at/{token(booking_id)}/"


def invited(signed: str) -> Actor:
    """Who comes by the link: may read and answer this booking, nothing else. :raises NotFound: for a link that is not ours."""
    try:
        key = UUID(Signer(salt=_SALT).unsign(signed))
    except (BadSignature, ValueError) as wrong:
        raise NotFound("booking") from wrong
    return Actor(kind="invited", id=str(key))
