from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyotp


@dataclass(frozen=True, slots=True)
class AddressValue:
    """An address inside the ward, as the register holds it."""

    postal_code: str
    town_code: str
    town: str
    block: str
    building: str
    room: str

    def show(self) -> str:
        tail = " ".join(x for x in (self.building, self.room) if x)
        return f"東京都杉並区{self.town}{self.block}" + (f" {tail}" if tail else "")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One resident. ``name`` is for showing; the parts are for forms."""

    id: str
    number: str
    household_id: str
    household_number: str
    relation: str
    name: str
    kana: str
    family: str
    given: str
    family_kana: str
    given_kana: str
    alias: str
    birth_date: date
    sex: str
    nationality: str
    language: str
    address: AddressValue
    phone: str
    email: str
    protected: bool
    resident_since: date | None
    previous_address: str
    bank: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A narrow row of people search."""

    id: str
    number: str
    name: str
    kana: str
    birth_date: date
    address: str
    protected: bool


@dataclass(frozen=True, slots=True)
class ColleagueRow:
    """A member of staff who may handle cases of a section."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A signed-in resident, for the platform's own use (language, where to write)."""

    id: str
    person_id: str | None
    name: str
    email: str
    language: str
    claims: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A partner system's token, without its secret."""

    id: str
    name: str
    hint: str
    scopes: tuple[str, ...]
    sections: tuple[str, ...]
    expires_on: date
    revoked_at: datetime | None
    last_used_on: date | None
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """One's own passkey. ``level``: the strongest session it opens."""

    id: str
    name: str
    level: int
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A live session of one's own. ``device``: browser and system, blank where it said neither; ``here``: the present one."""

    id: str
    device: str
    since: datetime
    seen_at: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody signs in with, told once: never kept readable, never on record."""

    id: str
    username: str
    password: str
    seed: str

    @property
    def address(self) -> str:
        """For the authenticator app (``otpauth:``)."""
        return pyotp.TOTP(self.seed).provisioning_uri(name=self.username, issuer_name="machinami")


@dataclass(frozen=True, slots=True)
class StaffRow:
    """``memberships``: (section or ``*``, role)."""

    id: str
    username: str
    name: str
    email: str
    active: bool
    memberships: tuple[tuple[str, str], ...]
