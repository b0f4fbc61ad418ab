"""What a channel must be able to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Message:
    """Ready to go: ``identifier`` is the same at every attempt, so that a receiver can tell a repeat.

    ``stop_url``: stops the topic at one press (RFC 8058), blank where the law wants it told; ``footer`` says which of the two.
    """

    identifier: str
    address: str
    language: str
    title: str
    body: str
    url: str
    topic: str = "case"
    stop_url: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    pass


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now: try again later, and why; not before ``after`` where whoever answered said so."""

    reason: str
    after: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Away:
    """Nobody's letter goes now: the channel itself is out of reach. The office mends it; no letter is given up for it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Never, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person switched this way off in the meantime."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Never again: the address itself is no more, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """Not in the person's quiet hours."""

    until: datetime


Result = Sent | Deferred | Away | Failed | Stopped | Held | Gone


class Channel:
    """One way to reach people. ``send`` raises nothing that it can foresee."""

    code: str

    def send(self, message: Message) -> Result:
        raise NotImplementedError
