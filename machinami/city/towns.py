"""The 139 towns (町丁) of the ward: households and people of 2022-10-01 by sex and age group, and points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from machinami.city.data_files import table
from machinami.foundation.text import search_form

#: Households and people: the ward's 町丁別世帯数及び人口 as republished in 2022-10; codes and kana: address registry.
AS_OF = date(2022, 10, 1)
SOURCE = "杉並区 町丁別世帯数及び人口（2022年10月）、アドレス・ベース・レジストリ、位置参照情報、郵便番号データ"
#: False: seen in one republication, not in the ward's own file.
VERIFIED = False


@dataclass(frozen=True, slots=True)
class Town:
    """``code`` is the 町字ID of アドレス・ベース・レジストリ; the point (街区レベル位置参照情報) is in JGD2011 (EPSG:6668)."""

    code: str
    name: str
    kana: str
    postal_code: str
    households: int
    male: int
    female: int
    age_0_14: int
    age_65_plus: int
    latitude: float
    longitude: float

    @property
    def people(self) -> int:
        return self.male + self.female


@cache
def all_towns() -> tuple[Town, ...]:
    return tuple(Town(r["code"], r["name"], r["kana"], r["postal_code"], int(r["households"]), int(r["male"]),
                      int(r["female"]), int(r["age_0_14"]), int(r["age_65_plus"]), float(r["latitude"]),
                      float(r["longitude"])) for r in table("towns"))


@cache
def _by_code() -> dict[str, Town]:
    return {t.code: t for t in all_towns()}


def town(code: str) -> Town:
    """:raises KeyError: for an unknown code."""
    return _by_code()[code]


def find(text: str) -> list[Town]:
    """Towns whose name or reading begins with the text, in any writing of width and kana."""
    form = search_form(text)
    return [t for t in all_towns() if search_form(t.name).startswith(form) or search_form(t.kana).startswith(form)]
