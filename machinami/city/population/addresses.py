"""Synthetic addresses: blocks and building numbers of a town, flats with rooms, places people came from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from machinami.city.data_files import document
from machinami.city.towns import Town

_FLATS = ("コーポ", "メゾン", "ハイツ", "グリーンハイム", "パークホームズ", "サンライズ", "レジデンス", "第二", "エスポワール",
          "カーサ", "グランデュール", "ドミール", "ヴィラ", "コートハウス")
_OPEN_BUILDINGS = 4
#: Half the extent of a town, in degrees (about 240 m each way).
_HALF_LATITUDE, _HALF_LONGITUDE = 0.0022, 0.0027


@dataclass(frozen=True, slots=True)
class Spot:
    """A dwelling: ``block`` is 街区-住居番号 (``"15-1"``); building and room are empty for a house."""

    block: str
    building: str
    room: str
    latitude: float
    longitude: float


@dataclass(slots=True)
class _Building:
    block: str
    name: str
    floors: int
    per_floor: int
    latitude: float
    longitude: float
    taken: int = 0

    def next_room(self) -> str:
        floor, room = divmod(self.taken, self.per_floor)
        self.taken += 1
        return f"{floor + 1}{room + 1:02d}"


class TownAddresses:
    """Gives out the addresses of one town; flats of a building share its block and point, and no room twice."""

    def __init__(self, town: Town, random: Random) -> None:
        self.town, self.random = town, random
        self.open: list[_Building] = []
        # Bigger towns have more blocks: about one 街区 for 120 people.
        self.blocks = max(12, town.people // 120)

    def _point(self) -> tuple[str, float, float]:
        r = self.random
        return (f"{r.randint(1, self.blocks)}-{r.randint(1, 28)}",
                round(self.town.latitude + r.uniform(-_HALF_LATITUDE, _HALF_LATITUDE), 6),
                round(self.town.longitude + r.uniform(-_HALF_LONGITUDE, _HALF_LONGITUDE), 6))

    def house(self) -> Spot:
        block, latitude, longitude = self._point()
        return Spot(block, "", "", latitude, longitude)

    def flat(self) -> Spot:
        r = self.random
        if len(self.open) < _OPEN_BUILDINGS:
            block, latitude, longitude = self._point()
            stem = self.town.name[:-2] if self.town.name.endswith("丁目") else self.town.name
            stem = stem.rstrip("一二三四五六七八九")
            name = f"{r.choice(_FLATS)}{stem}"
            floors = r.choice((2, 2, 2, 3, 3, 4, 5, 7, 10, 14))
            self.open.append(_Building(block, name, floors, r.randint(2, 3 + floors // 2), latitude, longitude))
        building = r.choice(self.open)
        room = building.next_room()
        if building.taken == building.floors * building.per_floor:
            self.open.remove(building)
        return Spot(building.block, building.name, room, building.latitude, building.longitude)


@cache
def _places() -> tuple[list[str], list[int]]:
    names: list[str] = []
    weights: list[int] = []
    for weight, found in document("previous_places")["places"].items():
        names += found
        weights += [weight] * len(found)
    return names, list(accumulate(weights))


def previous(random: Random) -> str:
    """An address outside the ward in a real municipality, with a random number."""
    names, weights = _places()
    place = names[bisect_right(weights, random.random() * weights[-1])]
    return f"{place}{random.randint(1, 5)}-{random.randint(1, 30)}-{random.randint(1, 20)}"
