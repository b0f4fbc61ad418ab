"""How well a synthetic city follows the ward's figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from machinami.city.population.generator import AS_OF
from machinami.city.population.types import SyntheticHousehold
from machinami.city.towns import all_towns
from machinami.foundation.calendar import age_on


@dataclass(frozen=True, slots=True)
class Fit:
    """Differences in people (largest, over towns) against the ward's figures scaled to ``people``."""

    people: int
    households: int
    people_per_town: float
    sex_per_town: float
    under_15_per_town: float
    over_64_per_town: float
    household_size: float
    household_size_ward: float


def fit(households: Iterable[SyntheticHousehold]) -> Fit:
    counts: Counter[tuple[str, str]] = Counter()
    homes = 0
    for h in households:
        homes += 1
        for p in h.members:
            age = age_on(p.birth_date, AS_OF)
            counts[h.town_code, "people"] += 1
            counts[h.town_code, p.sex] += 1
            counts[h.town_code, "under" if age < 15 else "over" if age >= 65 else "between"] += 1
    towns = all_towns()
    people = sum(counts[t.code, "people"] for t in towns)
    scale = people / sum(t.people for t in towns)

    def worst(key: str, wanted: str) -> float:
        return round(max(abs(counts[t.code, key] - getattr(t, wanted) * scale) for t in towns), 2)

    return Fit(people=people, households=homes, people_per_town=worst("people", "people"),
               sex_per_town=max(worst("male", "male"), worst("female", "female")),
               under_15_per_town=worst("under", "age_0_14"), over_64_per_town=worst("over", "age_65_plus"),
               household_size=round(people / homes, 3),
               household_size_ward=round(sum(t.people for t in towns) / sum(t.households for t in towns), 3))
