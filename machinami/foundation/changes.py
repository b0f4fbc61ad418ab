"""That something is not as it was: what open pages are told, as ids and kinds, never content.

The capabilities' own append-only rows are the log: written in the transaction of the change, with ids that
hold the time (UUIDv7). A capability that has some offers ``queries.changes(since)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``id`` is the row's that says so; ``subject`` the id of the case, charge or notice that changed,
    or the code of the office whose queue moved on (which anybody may know)."""

    id: UUID
    kind: Literal["case", "charge", "notice", "queue"]
    subject: str
    account: str
    section: str
    #: ``Actor.label`` of who did it.
    actor: str = ""
    #: The account's resident may know of it.
    public: bool = True
    #: New work for the section: something came in.
    work: bool = False
