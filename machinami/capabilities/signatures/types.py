from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from machinami.foundation.i18n import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Somebody who is to sign. ``level``: 1 a mailed link will do, 2 and 3 only an own sign-in so strong.

    ``person_id`` where the applicant chose a member of the household; ``sees``: codes of the answers to be read.
    """

    role: str
    position: int
    title: Text
    statement: Text
    name: str
    birth_date: date | None = None
    email: str = ""
    person_id: str | None = None
    level: int = 1
    sees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureRow:
    """How one signature stands. ``state``: asked, signed, declined.

    ``email``, ``code`` and ``letter`` (how the mail fared: queued, sent, failed …) are the applicant's to see; blank for others.
    """

    id: str
    role: str
    title: Text
    name: str
    state: str
    due_on: date
    answered_at: datetime | None = None
    how: str = ""
    level: int = 0
    answers_version: int = 0
    digest: str = ""
    reason: str = ""
    email: str = ""
    code: str = ""
    letter: str = ""
    locked: bool = False
    by_link: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody is asked to sign. ``answers`` are those that may be read; ``version`` and ``seen`` are sent back on signing.

    ``open``: it can be signed now; else why not is in ``state`` (signed, declined, over).
    """

    id: str
    case_id: str
    number: str
    code: str
    definition_version: int
    title: Text
    role: Text
    statement: Text
    section: str
    applicant_name: str
    name: str
    answers: dict[str, Any]
    seen: str
    due_on: date
    state: str
    answered_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.state == "asked"


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A signature that a signed-in resident is asked for."""

    id: str
    title: Text
    role: Text
    due_on: date
