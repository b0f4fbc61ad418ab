from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machinami.foundation.i18n import Text


@dataclass(frozen=True, slots=True)
class UploadRow:
    """``size`` in bytes of the re-made file."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    id: str
    kind: str
    number: str
    title: Text
    state: str
    verification_code: str
    issued_on: date
    subject: str
    sha256: str


@dataclass(frozen=True, slots=True)
class VerificationRow:
    """What anybody may know about a document whose code they hold."""

    kind: str
    number: str
    title: Text
    issued_on: date
    state: str
    masked_name: str
    sha256: str
    #: Its time is over: it was issued, and its content is no more.
    erased: bool = False
