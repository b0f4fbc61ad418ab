"""The synthetic city: same seed, same city; its counts per town, sex and age follow the ward's figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from machinami.city.population import names
from machinami.city.population.banks import account
from machinami.city.population.demo import demo_households
from machinami.city.population.homes import Home, form_homes
from machinami.city.population.margins import allocate
from machinami.city.population.types import SyntheticHousehold, SyntheticPerson
from machinami.city.towns import Town

#: The day on which ages are counted (the figures' own date is 2022-10-01; the city is shown as of now).
AS_OF = date(2026, 10, 1)
FOREIGN_SHARE = 0.032
PROTECTED_SHARE = 0.001


@dataclass(slots=True)
class _Counter:
    person: int = 1000
    household: int = 10_000_000


def generate(people: int, seed: int = 13115, *, demo: bool = True) -> Iterator[SyntheticHousehold]:
    """Households of ``people`` residents in all, the demonstration people first (counted in)."""
    fixed = demo_households() if demo else ()
    yield from fixed
    counter = _Counter()
    left = max(0, people - sum(len(h.members) for h in fixed))
    for town, members, wanted in allocate(left):
        random = Random(f"{seed}:{town.code}")
        for home in form_homes(members, wanted, random):
            yield _household(home, town, random, counter)


def _household(home: Home, town: Town, random: Random, counter: _Counter) -> SyntheticHousehold:
    counter.household += 1
    flat = random.random() < (0.75 if len(home.members) == 1 else 0.45)
    family = random.choice(names.FAMILY)
    foreign = len(home.members) == 1 and random.random() < FOREIGN_SHARE * 2
    members = tuple(_person(sex, age, relation, family, foreign, random, counter)
                    for sex, age, relation in home.members)
    return SyntheticHousehold(
        number=f"{counter.household:010d}", town_code=town.code, town_name=town.name, postal_code=town.postal_code,
        block=f"{random.randint(1, 48)}-{random.randint(1, 30)}",
        building=f"{random.choice(names.BUILDINGS)}{town.name[:-2]}" if flat else "",
        room=f"{random.randint(1, 9)}{random.randint(1, 12):02d}" if flat else "",
        latitude=round(town.latitude + random.uniform(-0.0022, 0.0022), 6),
        longitude=round(town.longitude + random.uniform(-0.0027, 0.0027), 6), members=members)


def _person(sex: str, age: int, relation: str, family: tuple[str, str], foreign: bool, random: Random,
            counter: _Counter) -> SyntheticPerson:
    counter.person += 1
    number = counter.person
    born = _born(age, random)
    name = _foreign_name(sex, random) if foreign else None
    if name is None:
        given = random.choice(names.MALE if sex == "male" else names.FEMALE)
        name = ("JP", "ja", family[0], given[0], family[1], given[1], "", "")
    nationality, language, family_name, given_name, family_kana, given_kana, full, full_kana = name
    kana = full_kana or f"{family_kana} {given_kana}"
    adult = age >= 18
    return SyntheticPerson(
        number=f"{number:010d}", family=family_name, given=given_name, family_kana=family_kana, given_kana=given_kana,
        full_name=full, full_kana=full_kana,
        alias=f"{family[0]} {random.choice(names.MALE)[0]}" if nationality != "JP" and random.random() < 0.2 else "",
        birth_date=born, sex=sex, relation=relation, nationality=nationality, language=language,
        # 000 follows no mobile prefix in use, so that nobody's telephone rings.
        phone=f"090000{number % 100000:05d}" if adult else "",
        email=f"r{number}@example.com" if adult and random.random() < 0.7 else "",
        bank=account(random, kana) if adult and random.random() < 0.8 else None,
        protected=random.random() < PROTECTED_SHARE, resident_since=_since(born, random), previous_address="")


def _born(age: int, random: Random) -> date:
    latest = date(AS_OF.year - age, AS_OF.month, AS_OF.day)
    return latest - timedelta(days=random.randrange(365))


def _since(born: date, random: Random) -> date:
    earliest = max(born, date(1950, 1, 1))
    return earliest + timedelta(days=random.randrange(max(1, (AS_OF - earliest).days)))


def _foreign_name(sex: str, random: Random) -> tuple[str, ...] | None:
    if random.random() < 0.5:
        split = [n for n in names.SPLIT_FOREIGN if n[4] == sex]
        nationality, language, family, given, _, kana_family, kana_given = random.choice(split)
        return (nationality, language, family, given, kana_family, kana_given, "", "")
    whole = [n for n in names.WHOLE_FOREIGN if n[4] == sex]
    nationality, language, full, kana, _ = random.choice(whole)
    return (nationality, language, "", "", "", "", full, kana)
