"""The draw itself: pure, and the same for whoever draws again (docs/howto/lotteries.md).

Everybody's lot is HMAC-SHA256 with the seed as the key and the application's id as the message; the smallest lot is first.
One after the other each gets the first of their choices that has a place. Who gets none stands in the line of each choice.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


def new_seed() -> str:
    """256 random bits, in hexadecimal."""
    return secrets.token_hex(32)


def commitment(seed: str) -> str:
    """What is published before: SHA-256 of the seed's hexadecimal digits."""
    return hashlib.sha256(seed.encode()).hexdigest()


def lot(seed: str, application: str) -> str:
    return hmac.new(seed.encode(), application.encode(), hashlib.sha256).hexdigest()


def in_order(seed: str, applications: Iterable[str]) -> list[str]:
    return sorted(applications, key=lambda a: lot(seed, a))


@dataclass(frozen=True, slots=True)
class Drawn:
    """``won``: application → slot; ``lines``: slot → applications that wait there, in drawn order."""

    order: Sequence[str]
    won: Mapping[str, str]
    lines: Mapping[str, Sequence[str]]


def draw(seed: str, choices: Mapping[str, Sequence[str]], places: Mapping[str, int]) -> Drawn:
    """:param places: free places by slot. A choice that is not among them has none, and no line."""
    order, free = in_order(seed, choices), dict(places)
    won: dict[str, str] = {}
    lines: dict[str, list[str]] = {slot: [] for slot in places}
    for application in order:
        got = next((slot for slot in choices[application] if free.get(slot, 0) > 0), None)
        if got is not None:
            won[application] = got
            free[got] -= 1
            continue
        for slot in choices[application]:
            if slot in lines:
                lines[slot].append(application)
    return Drawn(order, won, lines)
