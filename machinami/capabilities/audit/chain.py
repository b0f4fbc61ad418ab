"""The hash chain: pure functions over records."""

from __future__ import annotations

import hashlib
from typing import Any

from machinami.foundation.canonical import canonical

GENESIS = "0" * 64


def digest(previous: str, position: int, body: dict[str, Any]) -> str:
    return hashlib.sha256(previous.encode() + str(position).encode() + b"\x00" + canonical(body).encode()).hexdigest()
