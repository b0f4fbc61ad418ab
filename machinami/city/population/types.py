"""The synthetic city's people, as plain frozen types. There is no My Number in them, and none may be added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """One entry of the resident register.

    ``number`` is a ten-digit 宛名番号. ``full_*`` are set for names without a family/given split, and then the parts
    are empty; otherwise the other way round. Readings are full-width katakana. ``alias`` is a 通称. ``sex`` is
    ``male`` or ``female``; ``relation`` the 続柄 as written; ``nationality`` ISO 3166-1 alpha-2; ``language`` one of
    ja, en, zh-hans, ko; ``bank`` as :func:`machinami.city.population.banks.account`; ``protected`` marks 支援措置.
    ``previous_address`` is empty for people born here.
    """

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

    @property
    def name(self) -> str:
        """``杉並 花子``, or the whole name where it has no split."""
        return self.full_name or f"{self.family} {self.given}"

    @property
    def kana(self) -> str:
        return self.full_kana or f"{self.family_kana} {self.given_kana}"


@dataclass(frozen=True, slots=True)
class SyntheticHousehold:
    """``block`` is 街区-住居番号; ``postal_code`` seven digits; the point JGD2011. The head is the first member."""

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


_KANJI_DIGITS = "一二三四五六七八九"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def show_address(home: SyntheticHousehold, *, formal: bool = False) -> str:
    """``東京都杉並区阿佐谷南1丁目15-1 すぎなみハイツ201``; formal, as on certificates:
    ``東京都杉並区阿佐谷南一丁目１５番１号 すぎなみハイツ２０１``."""
    house = f" {home.building}{home.room}".rstrip()
    if formal:
        block, _, number = home.block.partition("-")
        return f"東京都杉並区{home.town_name}{block}番{number}号{house}".translate(_WIDE)
    town = home.town_name
    if town.endswith("丁目") and town[-3] in _KANJI_DIGITS:
        town = f"{town[:-3]}{_KANJI_DIGITS.index(town[-3]) + 1}丁目"
    return f"東京都杉並区{town}{home.block}{house}"
