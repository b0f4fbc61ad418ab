"""What happened to a case."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseEvent:
    case_id: str
    number: str
    code: str
    section: str
    account_id: str


@dataclass(frozen=True, slots=True)
class CaseOpened(CaseEvent):
    """``version``: of the procedure's definition."""

    version: int = 1


@dataclass(frozen=True, slots=True)
class CorrectionRequested(CaseEvent):
    due_on: str = ""


@dataclass(frozen=True, slots=True)
class CaseAmended(CaseEvent):
    version: int = 1


@dataclass(frozen=True, slots=True)
class CaseSigned(CaseEvent):
    """Everybody has signed; ``version``: of the procedure's definition."""

    version: int = 1


@dataclass(frozen=True, slots=True)
class CaseDecided(CaseEvent):
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class CaseMessaged(CaseEvent):
    from_office: bool = True
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class CaseClosed(CaseEvent):
    state: str = ""
