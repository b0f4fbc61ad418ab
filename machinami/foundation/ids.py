"""Identifiers: UUID version 7 (RFC 9562), so that new rows sit together in their indexes."""

from __future__ import annotations

import secrets
import uuid

from uuid_utils.compat import uuid7

#: Crockford's base 32: no I, L, O, U, so that a code read aloud or typed is not mistaken.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> uuid.UUID:
    return uuid7()


def new_code(length: int = 16) -> str:
    """An unguessable code of ``5 * length`` bits for people to type or scan."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
