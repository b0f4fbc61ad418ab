"""How well a synthetic city follows the ward's figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from machinami.city.population.generator import AS_OF
from machinami.city.population.margins import AGES, SEXES, fitted, pyramid
from machinami.city.population.types import SyntheticHousehold
from machinami.city.towns import all_towns
from machinami.foundation.calendar import age_on


@dataclass(frozen=True, slots=True)
class Fit:
    """Differences against the ward's figures scaled to ``people``.

    ``*_per_town``: largest difference over towns, in people (or households). ``*_relative``: the same as a share of the
    town's figure. ``age_relative``: share of people whose five-year age group, over the ward, is another one.
    ``chi_square_per_cell``: Σ(o−e)²/e over towns × sex × five-year groups with e ≥ 5, divided by the cells; sampling
    alone would give about 1. None where no cell is that large.
    """

    people: int
    households: int
    people_per_town: float
    people_relative: float
    sex_per_town: float
    under_15_per_town: float
    over_64_per_town: float
    households_per_town: float
    age_relative: float
    chi_square_per_cell: float | None
    household_size: float
    household_size_ward: float
    alone_share: float
    foreign_share: float

    def lines(self) -> list[str]:
        """For people to read, one figure a line."""
        return [f"{name:>24}: {value}" for name, value in asdict(self).items()]


@dataclass(slots=True)
class _Tally:
    towns: Counter[tuple[str, str]]
    cells: Counter[tuple[str, str, int]]
    households: int = 0
    alone: int = 0
    foreign: int = 0


def _count(households: Iterable[SyntheticHousehold]) -> _Tally:
    tally = _Tally(Counter(), Counter())
    for h in households:
        tally.households += 1
        tally.alone += len(h.members) == 1
        tally.towns[h.town_code, "households"] += 1
        for p in h.members:
            age = age_on(p.birth_date, AS_OF)
            tally.foreign += p.nationality != "JP"
            tally.towns[h.town_code, "people"] += 1
            tally.towns[h.town_code, p.sex] += 1
            tally.towns[h.town_code, "age_0_14" if age < 15 else "age_65_plus" if age >= 65 else "between"] += 1
            tally.cells[h.town_code, p.sex, min(age, AGES - 1) // 5] += 1
    return tally


def fit(households: Iterable[SyntheticHousehold]) -> Fit:
    """:raises ZeroDivisionError: for an empty city."""
    tally, towns = _count(households), all_towns()
    people = sum(tally.towns[t.code, "people"] for t in towns)
    scale = people / sum(t.people for t in towns)

    def worst(key: str) -> float:
        return round(max(abs(tally.towns[t.code, key] - getattr(t, key) * scale) for t in towns), 2)

    relative = max(abs(tally.towns[t.code, "people"] - t.people * scale) / (t.people * scale) for t in towns)
    return Fit(
        people=people, households=tally.households, people_per_town=worst("people"), people_relative=round(relative, 4),
        sex_per_town=max(worst("male"), worst("female")), under_15_per_town=worst("age_0_14"),
        over_64_per_town=worst("age_65_plus"), households_per_town=worst("households"),
        age_relative=round(_age_difference(tally, scale) / people, 4), chi_square_per_cell=_chi_square(tally, scale),
        household_size=round(people / tally.households, 3),
        household_size_ward=round(sum(t.people for t in towns) / sum(t.households for t in towns), 3),
        alone_share=round(tally.alone / tally.households, 3), foreign_share=round(tally.foreign / people, 4))


def _age_difference(tally: _Tally, scale: float) -> float:
    found: Counter[tuple[str, int]] = Counter()
    for (_, sex, group), number in tally.cells.items():
        found[sex, group] += number
    ages = pyramid()
    return sum(abs(found[sex, g] - sum(ages[sex][5 * g: 5 * g + 5]) * scale)
               for sex in SEXES for g in range(AGES // 5)) / 2


def _chi_square(tally: _Tally, scale: float) -> float | None:
    total, cells = 0.0, 0
    for town, table in zip(all_towns(), fitted(), strict=True):
        for sex, row in zip(SEXES, table, strict=True):
            for g in range(AGES // 5):
                wanted = sum(row[5 * g: 5 * g + 5]) * scale
                if wanted >= 5:
                    total += (tally.cells[town.code, sex, g] - wanted) ** 2 / wanted
                    cells += 1
    return round(total / cells, 4) if cells else None
