"""The ward's places: ward office, 6 area offices, 13 libraries, 65 relief centres (震災救援所)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from machinami.city.data_files import table


@dataclass(frozen=True, slots=True)
class Facility:
    """The point is None where no source gives one; ``verified`` is False until the office has checked."""

    kind: str
    name: str
    address: str
    latitude: float | None
    longitude: float | None
    verified: bool
    source: str


@cache
def all_facilities() -> tuple[Facility, ...]:
    return tuple(Facility(r["kind"], r["name"], f"東京都杉並区{r['address']}",
                          float(r["latitude"]) if r["latitude"] else None,
                          float(r["longitude"]) if r["longitude"] else None, r["verified"] == "yes", r["source"])
                 for r in table("facilities"))


def of_kind(kind: str) -> tuple[Facility, ...]:
    """``ward_office``, ``area_office``, ``library`` or ``relief_centre``."""
    return tuple(f for f in all_facilities() if f.kind == kind)
