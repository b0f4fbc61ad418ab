"""How many people of each sex and age live in each town, at any scale.

Per town the ward's figures give households, men, women, people under 15 and people of 65 and over; iterative
proportional fitting spreads them over sex × age group, and the ward's own age pyramid spreads each group
over single years. Scaling rounds cumulatively, so every margin is within one person.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from machinami.city.data_files import table
from machinami.city.towns import Town, all_towns

SEXES = ("male", "female")
GROUPS = ((0, 15), (15, 65), (65, 110))


@cache
def pyramid() -> dict[str, list[int]]:
    """Sex → people of the whole ward by single year of age, 0 to 109."""
    rows = table("age_pyramid")
    return {sex: [int(r[sex]) for r in rows] for sex in SEXES}


def _group_totals(town: Town) -> list[float]:
    return [town.age_0_14, town.people - town.age_0_14 - town.age_65_plus, town.age_65_plus]


def sex_by_group(town: Town, rounds: int = 30) -> list[list[float]]:
    """``[sex][group]`` people, fitted to the town's sex totals and group totals."""
    ages = pyramid()
    cells = [[float(sum(ages[s][a:b])) for a, b in GROUPS] for s in SEXES]
    columns, rows = _group_totals(town), [town.male, town.female]
    for _ in range(rounds):
        for g, total in enumerate(columns):
            factor = total / (cells[0][g] + cells[1][g])
            for s in (0, 1):
                cells[s][g] *= factor
        for s, total in enumerate(rows):
            factor = total / sum(cells[s])
            cells[s] = [v * factor for v in cells[s]]
    return cells


def expected(town: Town) -> Iterator[tuple[str, int, float]]:
    """(sex, age, people) over all single years of age."""
    ages, cells = pyramid(), sex_by_group(town)
    for s, sex in enumerate(SEXES):
        for g, (low, high) in enumerate(GROUPS):
            whole = sum(ages[sex][low:high])
            for age in range(low, high):
                yield sex, age, cells[s][g] * ages[sex][age] / whole


def allocate(people: int) -> Iterator[tuple[Town, list[tuple[str, int]], int]]:
    """Per town: its (sex, age) pairs, one a person, and its number of households; ``people`` in all."""
    towns = all_towns()
    scale = people / sum(t.people for t in towns)
    total = households = 0.0
    given = homes = 0
    for town in towns:
        members: list[tuple[str, int]] = []
        for sex, age, number in expected(town):
            total += number * scale
            count = int(total + 1e-6) - given
            given += count
            members += [(sex, age)] * count
        households += town.households * scale
        wanted = int(households + 1e-6) - homes
        homes += wanted
        yield town, members, wanted
