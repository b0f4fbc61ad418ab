from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UploadInfected:
    """A scanner found something in a file that was taken in before it could look; it can't be opened any more."""

    upload_id: str
    subject: str
    section: str
    name: str
    signature: str
