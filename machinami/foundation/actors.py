"""Who is acting: carried into every action and query, never looked up from the request there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from machinami.foundation.errors import NotAllowed

Kind = Literal["anonymous", "resident", "staff", "system", "partner", "invited"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A resident, a member of staff, a partner system, a task, or somebody invited by a mailed link to one thing alone.

    ``id`` is the id of the resident's Account, the StaffMember, the token, the task's name, or what one is invited to.
    ``level`` is the identity assurance level of the session (0 none, 1 e-mail, 2 card
    authentication, 3 card signature-grade; after the デジタル庁 DS-500 guideline).
    ``grants`` are permission codes such as ``cases.decide``; ``sections`` bounds the rows.
    """

    kind: Kind
    id: str = ""
    name: str = ""
    level: int = 0
    person_id: str | None = None
    sections: frozenset[str] = field(default_factory=frozenset)
    all_sections: bool = False
    grants: frozenset[str] = field(default_factory=frozenset)

    def may(self, permission: str, *, section: str | None = None) -> bool:
        """True when the permission is granted and the row's section is within reach."""
        if self.kind == "system":
            return True
        if permission not in self.grants:
            return False
        return section is None or self.all_sections or section in self.sections

    def require(self, permission: str, *, section: str | None = None) -> None:
        """:raises NotAllowed: unless :meth:`may`."""
        if not self.may(permission, section=section):
            raise NotAllowed(permission)

    @property
    def label(self) -> str:
        """How history names the actor: kind and id, never the name alone."""
        return f"{self.kind}:{self.id}" if self.id else self.kind


ANONYMOUS = Actor(kind="anonymous")


def system(task: str) -> Actor:
    """The platform itself, acting in the named task."""
    return Actor(kind="system", id=task, name=task, all_sections=True)
