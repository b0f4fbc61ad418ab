"""What a holding of personal data brings along, so that its time can end: a shredder. And who is asked before an account goes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from machinami.foundation.actors import Actor


@dataclass(frozen=True, slots=True)
class Due:
    """``subject``: ``"cases.Case:<uuid>"``; ``name``: what the office calls it (a receipt number), never a person's name."""

    subject: str
    name: str
    on: date

    @property
    def key(self) -> str:
        return self.subject.partition(":")[2]


class Shredder(ABC):
    """Erases what one holding keeps. A manifest names it as ``Holding.erase``: ``package.module:NAME``."""

    #: Days before the end on which the person is told; nothing goes that was not told so long ago. 0: nobody is told.
    notice_days: int = 0

    def tell(self, actor: Actor, today: date) -> int:
        """Tell whose data's time is near, once each. Returns how many were told."""
        return 0

    @abstractmethod
    def due(self, today: date, limit: int) -> Iterable[Due]:
        """What may go now: its time is over, and it was told. The oldest first."""

    @abstractmethod
    def erase(self, actor: Actor, due: Due, today: date) -> bool:
        """Erase one, in the caller's transaction. False when it is gone already, or its time is not over (any more)."""


#: Called with an account's id; True while the account is still needed.
Needing = Callable[[str], bool]
_NEEDING: list[Needing] = []


def needing(question: Needing) -> Needing:
    if question not in _NEEDING:
        _NEEDING.append(question)
    return question


def is_needed(account_id: str) -> bool:
    return any(question(account_id) for question in _NEEDING)


#: Called with an account's id, in the transaction that erases it.
Forget = Callable[[str], None]
_FORGET: list[Forget] = []


def with_the_account(forget: Forget) -> Forget:
    """Let ``forget`` erase what somebody above keeps about an account."""
    if forget not in _FORGET:
        _FORGET.append(forget)
    return forget


def forget_account(account_id: str) -> None:
    for forget in _FORGET:
        forget(account_id)
