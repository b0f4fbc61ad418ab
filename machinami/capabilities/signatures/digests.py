"""What exactly was signed, and secrets that are kept only as hashes. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from machinami.foundation.canonical import fingerprint


def of(number: str, code: str, definition_version: int, answers_version: int, answers: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON (sorted keys, UTF-8, no blanks) of one version of the answers and what it belongs to."""
    whole = {"number": number, "procedure": code, "definition": definition_version, "version": answers_version,
             "answers": answers}
    return fingerprint(whole)


def of_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
