"""Sections (課) and offices of the ward."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from machinami.city.data_files import document
from machinami.foundation.i18n import Text
from machinami.foundation.text import kana_key, search_form


@dataclass(frozen=True, slots=True)
class Section:
    """``phone`` is the switchboard where the direct line is not known, and ``place`` the ward office where no other is.

    ``verified`` is False until name, telephone and place have all been seen in a publication of the ward.
    """

    code: str
    name: Text
    kana: str
    department: str
    phone: str
    place: Text
    hours: Text
    verified: bool


@cache
def all_sections() -> dict[str, Section]:
    """Code → section."""
    data = document("sections")
    hours, place = Text.of(data["hours"]), Text.of(data["place"])
    return {s["code"]: Section(s["code"], Text.of(s["name"]), s["kana"], s["department"],
                               s.get("phone", data["switchboard"]), Text.of(s["place"]) if "place" in s else place,
                               hours, s["verified"]) for s in data["sections"]}


def section(code: str) -> Section:
    """:raises KeyError: for an unknown code."""
    return all_sections()[code]


def find(text: str) -> list[Section]:
    """Sections whose Japanese name or reading contains the text, in any writing of width and kana."""
    form, reading = search_form(text), kana_key(text)
    return [s for s in all_sections().values() if form in search_form(s.name.ja) or reading in kana_key(s.kana)]
