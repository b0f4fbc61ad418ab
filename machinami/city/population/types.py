"""The synthetic city's people, as plain frozen types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """``full_*`` are set for names without a family/given split, the parts otherwise."""

    number: str
    family: str
    given: str
    family_kana: str
    given_kana: str
    full_name: str
    full_kana: str
    alias: str
    birth_date: date
    sex: str
    relation: str
    nationality: str
    language: str
    phone: str
    email: str
    bank: dict[str, Any] | None
    protected: bool
    resident_since: date
    previous_address: str


@dataclass(frozen=True, slots=True)
class SyntheticHousehold:
    number: str
    town_code: str
    town_name: str
    postal_code: str
    block: str
    building: str
    room: str
    latitude: float
    longitude: float
    members: tuple[SyntheticPerson, ...]
