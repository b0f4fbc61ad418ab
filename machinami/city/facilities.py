"""The ward's places: ward office, 6 area offices, 13 libraries, 65 relief centres (震災救援所; the list of 2025-08)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from machinami.city.data_files import table


@dataclass(frozen=True, slots=True)
class Facility:
    """A place with its point in JGD2011 (EPSG:6668).

    ``point`` says how good the point is: ``given`` (by the ward), ``address`` (derived from the address) or ``town`` (only
    the centre of its town). ``verified`` is True when the ward itself published name and address.
    """

    code: str
    kind: str
    name: str
    address: str
    town_code: str
    latitude: float
    longitude: float
    point: str
    verified: bool
    source: str


@cache
def all_facilities() -> tuple[Facility, ...]:
    return tuple(Facility(r["code"], r["kind"], r["name"], f"東京都杉並区{r['address']}", r["town_code"],
                          float(r["latitude"]), float(r["longitude"]), r["point"], r["verified"] == "yes", r["source"])
                 for r in table("facilities"))


def of_kind(kind: str) -> tuple[Facility, ...]:
    """``ward_office``, ``area_office``, ``library`` or ``relief_centre``."""
    return tuple(f for f in all_facilities() if f.kind == kind)


def facility(code: str) -> Facility:
    """:raises KeyError: for an unknown code."""
    found = next((f for f in all_facilities() if f.code == code), None)
    if found is None:
        raise KeyError(code)
    return found
