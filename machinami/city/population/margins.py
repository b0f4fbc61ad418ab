"""How many people of each sex and age live in each town, at any scale.

Known per town: households, men, women, people under 15, people of 65 and over. Known for the ward: people by sex
and single year of age. A small model of our own (``data/age_tilt.csv``: towns of larger households have more children
and parents, fewer people in their twenties) gives the starting weights; iterative proportional fitting then meets all
the known margins. At the ward's own size people per town and sex are exact; at any size they are rounded by
largest remainder.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from machinami.city.data_files import table
from machinami.city.towns import Town, all_towns

SEXES = ("male", "female")
AGES = 110
GROUPS = ((0, 15), (15, 65), (65, AGES))


@dataclass(frozen=True, slots=True)
class Allotment:
    """One town's share of a synthetic city: (sex, age) of each person, and how many households they form."""

    town: Town
    people: list[tuple[str, int]]
    households: int


@cache
def pyramid() -> dict[str, list[int]]:
    """Sex → people of the whole ward by single year of age, 0 to 109."""
    rows = table("age_pyramid")
    return {sex: [int(r[sex]) for r in rows] for sex in SEXES}


def _standard(values: list[float]) -> list[float]:
    mean = sum(values) / len(values)
    spread = math.sqrt(sum((v - mean) ** 2 for v in values) / len(values))
    return [(v - mean) / spread for v in values]


def _start() -> list[list[list[float]]]:
    """``[town][sex][age]`` weights before fitting."""
    towns, ages = all_towns(), pyramid()
    size = _standard([t.people / t.households for t in towns])
    children = _standard([t.age_0_14 / t.people for t in towns])
    steps = table("age_tilt")
    tilt = [[(float(steps[min(a // 5, len(steps) - 1)][f"{sex}_size"]),
              float(steps[min(a // 5, len(steps) - 1)][f"{sex}_children"])) for a in range(AGES)] for sex in SEXES]
    return [[[ages[sex][a] * t.people * math.exp(tilt[s][a][0] * size[i] + tilt[s][a][1] * children[i])
              for a in range(AGES)] for s, sex in enumerate(SEXES)] for i, t in enumerate(towns)]


@cache
def fitted(rounds: int = 8) -> list[list[list[float]]]:
    """``[town][sex][age]`` people: the ward's pyramid, each town's age groups and, last, its men and women."""
    towns, ages, cells = all_towns(), pyramid(), _start()
    for _ in range(rounds):
        for s, sex in enumerate(SEXES):
            sums = [sum(column) for column in zip(*(c[s] for c in cells), strict=True)]
            factors = [n / total if total else 0.0 for n, total in zip(ages[sex], sums, strict=True)]
            for c in cells:
                c[s] = [v * f for v, f in zip(c[s], factors, strict=True)]
        for t, c in zip(towns, cells, strict=True):
            _fit_town(t, c)
    return cells


def _fit_town(town: Town, cell: list[list[float]]) -> None:
    wanted = (town.age_0_14, town.people - town.age_0_14 - town.age_65_plus, town.age_65_plus)
    for (low, high), total in zip(GROUPS, wanted, strict=True):
        factor = total / (sum(cell[0][low:high]) + sum(cell[1][low:high]))
        for row in cell:
            row[low:high] = [v * factor for v in row[low:high]]
    for s, total in enumerate((town.male, town.female)):
        factor = total / sum(cell[s])
        cell[s] = [v * factor for v in cell[s]]


def expected(town: Town) -> Iterator[tuple[str, int, float]]:
    """(sex, age, people) over all single years of age."""
    cell = fitted()[all_towns().index(town)]
    for s, sex in enumerate(SEXES):
        for age, number in enumerate(cell[s]):
            yield sex, age, number


def share_out(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to the weights that sum to ``total`` (largest remainder)."""
    scale = total / sum(weights)
    exact = [w * scale for w in weights]
    counts = [int(v + 1e-9) for v in exact]
    order = sorted(range(len(exact)), key=lambda i: counts[i] - exact[i])
    for i in order[: total - sum(counts)]:
        counts[i] += 1
    return counts


def _ages(count: int, weights: list[float], random: Random) -> list[int]:
    """``count`` ages by systematic sampling: each age within one of its expected number."""
    if not count:
        return []
    cumulative = list(accumulate(weights))
    step, offset, age, ages = cumulative[-1] / count, random.random(), 0, []
    for k in range(count):
        at = (k + offset) * step
        while age < AGES - 1 and cumulative[age] <= at:
            age += 1
        ages.append(age)
    return ages


def allocate(people: int, seed: int, fixed: dict[str, tuple[int, list[tuple[str, int]]]]) -> list[Allotment]:
    """Every town's allotment of a city of ``people``. ``fixed``: town code → (households, people) that exist already
    and are counted in, so that they take the places of people of the same town, sex and nearest age."""
    towns, cells = all_towns(), fitted()
    sexes = share_out(people, [float(n) for t in towns for n in (t.male, t.female)])
    homes = share_out(round(people * sum(t.households for t in towns) / sum(t.people for t in towns)),
                      [float(t.households) for t in towns])
    owed, made = 0, []
    for i, town in enumerate(towns):
        random = Random(f"{seed}:margins:{town.code}")
        members = [(sex, age) for s, sex in enumerate(SEXES)
                   for age in _ages(sexes[2 * i + s], cells[i][s], random)]
        taken, there = fixed.get(town.code, (0, []))
        owed += _take_out(members, there)
        made.append(Allotment(town, members, max(homes[i] - taken, 0)))
    # In a very small city the demonstration people may find nobody of their sex in their town: others make room.
    for _ in range(owed):
        largest = max(made, key=lambda a: len(a.people))
        if largest.people:
            largest.people.pop()
    return made


def _take_out(members: list[tuple[str, int]], there: list[tuple[str, int]]) -> int:
    """Remove those who stand for people who exist already; returns how many found nobody of their sex here."""
    missing = 0
    for sex, age in there:
        same = [m for m in members if m[0] == sex]
        if same:
            members.remove(min(same, key=lambda m: abs(m[1] - age)))
        else:
            missing += 1
    return missing
