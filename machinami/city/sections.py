"""Sections (課) and offices of the ward."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from machinami.city.data_files import document
from machinami.foundation.i18n import Text


@dataclass(frozen=True, slots=True)
class Section:
    """``phone`` is the switchboard where the direct line is not known; ``verified`` says whether the office checked."""

    code: str
    name: Text
    department: str
    phone: str
    place: Text
    hours: Text
    verified: bool


@cache
def all_sections() -> dict[str, Section]:
    """Code → section."""
    data = document("sections")
    hours = Text.of(data["hours"])
    return {s["code"]: Section(s["code"], Text.of(s["name"]), s["department"], s["phone"], Text.of(s["place"]), hours,
                               s["verified"]) for s in data["sections"]}


def section(code: str) -> Section:
    """:raises KeyError: for an unknown code."""
    return all_sections()[code]
