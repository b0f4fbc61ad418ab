"""Identifiers: UUID version 7 (RFC 9562), so that new rows sit together in their indexes."""

from __future__ import annotations

import secrets
import uuid

from uuid_utils.compat import uuid7

#: Crockford's base 32: no I, L, O, U, so that a code read aloud or typed is not mistaken.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> uuid.UUID:
    return uuid7()


def first_id(at: float) -> uuid.UUID:
    """The smallest id that :func:`new_id` could have made at ``at`` (seconds since 1970), to look from."""
    return uuid.UUID(int=(max(0, int(at * 1000)) << 80) | (0x7 << 76) | (0b10 << 62))


def made_at(identifier: uuid.UUID) -> float:
    """When :func:`new_id` made it, in seconds since 1970."""
    return (identifier.int >> 80) / 1000


def new_code(length: int = 16) -> str:
    """An unguessable code of ``5 * length`` bits for people to type or scan."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
