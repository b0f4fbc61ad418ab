"""The synthetic city: same seed, same city; its counts per town, sex and age follow the ward's figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from machinami.city.population import names
from machinami.city.population.addresses import Spot, TownAddresses, previous
from machinami.city.population.banks import account
from machinami.city.population.demo import demo_households
from machinami.city.population.homes import Home, form_homes
from machinami.city.population.margins import allocate
from machinami.city.population.types import SyntheticHousehold, SyntheticPerson
from machinami.city.towns import Town
from machinami.foundation.calendar import age_on

#: The day on which ages are counted (the figures' own date is 2022-10-01; the city is shown as of now).
AS_OF = date(2026, 10, 1)
#: Shares of the following are own assumptions, to be compared with the ward's figures.
PROTECTED_SHARE = 0.001
_MIXED_COUPLE = 0.3
_WITH_EMAIL, _WITH_BANK, _BORN_HERE = 0.7, 0.8, 0.35


@dataclass(slots=True)
class _Counter:
    person: int = 1000
    household: int = 10_000_000


class _Name(NamedTuple):
    family: str
    given: str
    family_kana: str
    given_kana: str
    full: str = ""
    full_kana: str = ""
    alias: str = ""
    nationality: str = "JP"
    language: str = "ja"


@dataclass(slots=True)
class _Family:
    """What the members of a household share: a family name, a nation (None is Japan), a day of moving in, a past."""

    japanese: names.Word
    nation: names.Nation | None
    foreign_family: names.Word
    language: str
    moved_in: date
    came_from: str
    mixed: bool


def generate(people: int, seed: int = 13115, *, demo: bool = True) -> Iterator[SyntheticHousehold]:
    """Households of ``people`` residents in all, the demonstration people first (counted in).

    At the ward's own size (571,703) every town has exactly its men and women.
    """
    fixed = demo_households() if demo else ()
    yield from fixed
    counter = _Counter()
    there: dict[str, tuple[int, list[tuple[str, int]]]] = {}
    for h in fixed:
        count, known = there.get(h.town_code, (0, []))
        there[h.town_code] = (count + 1, known + [(p.sex, age_on(p.birth_date, AS_OF)) for p in h.members])
    for allotment in allocate(people, seed, there):
        random = Random(f"{seed}:{allotment.town.code}")
        addresses = TownAddresses(allotment.town, random)
        homes = form_homes(allotment.people, allotment.households, random)
        random.shuffle(homes)
        for home in homes:
            yield _household(home, allotment.town, addresses, random, counter)


def _household(home: Home, town: Town, addresses: TownAddresses, random: Random,
               counter: _Counter) -> SyntheticHousehold:
    counter.household += 1
    members = home.members
    spot: Spot = addresses.flat() if random.random() < _flat_share(members) else addresses.house()
    family = _family(home, random)
    made = tuple(_person(sex, age, relation, family, random, counter) for sex, age, relation in members)
    return SyntheticHousehold(
        number=f"{counter.household:010d}", town_code=town.code, town_name=town.name, postal_code=town.postal_code,
        block=spot.block, building=spot.building, room=spot.room, latitude=spot.latitude, longitude=spot.longitude,
        members=made)


def _flat_share(members: list[tuple[str, int, str]]) -> float:
    age = members[0][1]
    alone = len(members) == 1
    if age < 40:
        return 0.95 if alone else 0.75
    return 0.75 if alone and age < 65 else 0.4


def _family(home: Home, random: Random) -> _Family:
    head_age, size = home.head[1], len(home.members)
    share = (0.075 if head_age < 40 else 0.03) if size <= 2 else 0.03
    if head_age >= 65:
        share = 0.008
    nation = names.nation(random) if random.random() < share else None
    moved = _moved_in(home, random)
    mixed = bool(nation and home.spouse and random.random() < _MIXED_COUPLE)
    return _Family(
        japanese=names.family(random), nation=nation,
        foreign_family=random.choice(nation.family) if nation else ("", ""),
        language=random.choice(nation.languages) if nation else "ja", moved_in=moved,
        came_from=nation.country if nation and not mixed and random.random() < 0.6 else previous(random), mixed=mixed)


def _moved_in(home: Home, random: Random) -> date:
    """Young people alone moved in lately, families earlier, old people long ago. Nobody moved in before being born, no couple
    before both were 20."""
    age = home.head[1]
    longest = min(age, home.spouse[1]) - 20 if home.spouse else age
    mean = 3.5 if age < 35 and len(home.members) == 1 else 6 if age < 45 else 14 if age < 65 else 28
    days = min(int(random.expovariate(1 / (mean * 365))), (longest + 1) * 365 - 1, 70 * 365)
    return AS_OF - timedelta(days=days)


def _person(sex: str, age: int, relation: str, family: _Family, random: Random,
            counter: _Counter) -> SyntheticPerson:
    counter.person += 1
    number = counter.person
    born = _born(age, random)
    name = _name(sex, born.year, relation, family, random)
    adult = age >= 18
    since = max(born, family.moved_in)
    native = since == born or (name.nationality == "JP" and relation == "子" and age < 18 and random.random() < _BORN_HERE)
    return SyntheticPerson(
        number=f"{number:010d}", family=name.family, given=name.given, family_kana=name.family_kana,
        given_kana=name.given_kana, full_name=name.full, full_kana=name.full_kana, alias=name.alias, birth_date=born,
        sex=sex, relation=relation, nationality=name.nationality, language=name.language,
        # No mobile number begins with 090-0, so nobody's telephone rings.
        phone=f"0900{number:07d}" if adult else "",
        email=f"r{number}@example.com" if adult and random.random() < _WITH_EMAIL else "",
        bank=account(random, name.full_kana or f"{name.family_kana} {name.given_kana}")
        if adult and random.random() < _WITH_BANK else None,
        protected=random.random() < PROTECTED_SHARE, resident_since=born if native else since,
        previous_address="" if native else family.came_from)


def _name(sex: str, year: int, relation: str, family: _Family, random: Random) -> _Name:
    nation = family.nation
    if nation is not None and family.mixed and relation in ("妻", "夫", "子"):
        nation = None
    if nation is None:
        own = names.family(random) if relation in ("同居人", "縁故者", "子の子") else family.japanese
        given = names.given(sex, year, random)
        return _Name(own[0], given[0], own[1], given[1])
    own = family.foreign_family if relation == "子" or relation == "世帯主" else random.choice(nation.family)
    alias = ""
    if random.random() < nation.alias_share:
        alias = f"{family.japanese[0]} {names.given(sex, year, random)[0]}"
    if nation.split:
        given = random.choice(nation.given[sex])
        return _Name(own[0], given[0], own[1], given[1], "", "", alias, nation.code, family.language)
    full, kana = names.whole_name(nation, sex, own, random)
    return _Name("", "", "", "", full, kana, alias, nation.code, family.language)


def _born(age: int, random: Random) -> date:
    latest = date(AS_OF.year - age, AS_OF.month, AS_OF.day)
    return latest - timedelta(days=random.randrange(365))
