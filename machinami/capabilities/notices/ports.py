"""What a channel must be able to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """Ready to go: ``identifier`` is the same at every attempt, so that a receiver can tell a repeat."""

    identifier: str
    address: str
    language: str
    title: str
    body: str
    url: str


@dataclass(frozen=True, slots=True)
class Sent:
    pass


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now: try again later, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Away:
    """Nobody's letter goes now: the channel itself is out of reach. The office mends it; no letter is given up for it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Never, and why."""

    reason: str


Result = Sent | Deferred | Away | Failed


class Channel:
    """One way to reach people. ``send`` raises nothing that it can foresee."""

    code: str

    def send(self, message: Message) -> Result:
        raise NotImplementedError
