from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.fields.base import Facts
from machinami.foundation.i18n import Text


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version, without its content."""

    id: str
    code: str
    version: int
    checksum: str
    effective_from: date
    published_at: datetime
    published_by: str = ""
    #: shipped or desk
    origin: str = "shipped"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """An application being written, with the definition it follows and the register's facts about its writer.

    ``visited``: codes of questions saved without errors; ``revision`` grows with every save.
    """

    id: str
    code: str
    version: int
    title: Text
    definition: Definition
    answers: dict[str, Any]
    facts: Facts
    visited: frozenset[str]
    revision: int
    question: str
    updated_at: datetime
    expires_on: date
    case_id: str | None
    charge_id: str | None
    #: It may still be put off without writing on.
    extendable: bool = False
    #: What it is a part of, where it was started together with others.
    visit_id: str | None = None
    for_person: str = ""


@dataclass(frozen=True, slots=True)
class ActingChoice:
    """Somebody of the household whom one may apply for, and as what."""

    person_id: str
    name: str
    kin: Text


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving a page led to.

    ``errors``: path (``bank.number``; ``""`` for the page) → what to do; what could be read is kept all the same.
    ``stay``: a button inside the page was pressed (a row added, an address filled in), or another device changed
    the same answers: show the page again with what was posted. ``not_for``: why the procedure is not for this person.
    """

    draft: DraftRow
    errors: dict[str, Text] = field(default_factory=dict)
    stay: bool = False
    not_for: Text | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """The case that came of it, and the charge to pay first where there is a fee."""

    id: str
    number: str
    state: str
    charge_id: str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording findings led to: as :class:`Saved`; ``reason`` among the errors asks why something was changed."""

    errors: dict[str, Text] = field(default_factory=dict)
    stay: bool = False


@dataclass(frozen=True, slots=True)
class Amended:
    """What sending corrections led to; as :class:`Saved`."""

    errors: dict[str, Text] = field(default_factory=dict)
    stay: bool = False
