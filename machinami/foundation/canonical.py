"""One writing for the same content, and its fingerprint: what is hashed, signed or compared is written this way."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(content: Any) -> str:
    """JSON with sorted keys and no blanks (after RFC 8785, for our value types)."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(content: Any) -> str:
    """SHA-256 of the canonical writing in UTF-8, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()
