"""The hash chain: pure functions over records."""

from __future__ import annotations

import hashlib
import json
from typing import Any

GENESIS = "0" * 64


def canonical(body: dict[str, Any]) -> bytes:
    """One byte string per body: sorted keys, no blanks, UTF-8 (after RFC 8785, for our value types)."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(previous: str, position: int, body: dict[str, Any]) -> str:
    return hashlib.sha256(previous.encode() + str(position).encode() + b"\x00" + canonical(body)).hexdigest()
