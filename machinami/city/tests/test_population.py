"""An engineer loads a synthetic city and expects it to be like the ward, and like nobody in it."""

from __future__ import annotations

import csv
import hashlib
import os
from dataclasses import fields
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from machinami.city import towns
from machinami.city.population import (
    AS_OF,
    SyntheticPerson,
    demo_people,
    fit,
    generate,
    scenarios,
    show_address,
)
from machinami.city.population.homes import form_homes
from machinami.city.population.margins import allocate, expected, share_out
from machinami.foundation.calendar import age_on

REAL = Path(os.environ.get("MACHINAMI_SHARED", Path(__file__).parents[4] / "shared" / "data")) \
    / "suginami" / "population_by_town_age_sex.csv"


@pytest.fixture(scope="module")
def city():
    return list(generate(20_000))


@pytest.fixture(scope="module")
def people(city):
    return [p for h in city for p in h.members]


def test_the_same_seed_makes_the_same_city():
    def digest(seed: int) -> str:
        return hashlib.sha256(repr(list(generate(2000, seed))).encode()).hexdigest()

    assert digest(1) == digest(1) != digest(2)


@pytest.mark.parametrize("size", [8, 50, 2000])
def test_a_city_has_as_many_people_as_asked_for_and_the_demonstration_first(size):
    found = list(generate(size))
    assert sum(len(h.members) for h in found) == size
    assert found[0].members[0].given == "花子"


def test_the_city_follows_the_wards_figures(city, people):
    assert len(people) == len({p.number for p in people}) == 20_000
    measured = fit(city)
    assert measured.people_per_town < 1.01 and measured.sex_per_town < 1.01 and measured.households_per_town < 1.01
    assert measured.under_15_per_town < 2 and measured.over_64_per_town < 2 and measured.age_relative < 0.01
    assert measured.chi_square_per_cell is not None and measured.chi_square_per_cell < 0.2
    assert abs(measured.household_size - measured.household_size_ward) < 0.01
    assert len(measured.lines()) == len(fields(measured))


def test_the_whole_ward_would_have_exactly_its_people_and_households():
    for allotment in allocate(571_703, 13115, {}):
        town = allotment.town
        men = sum(sex == "male" for sex, _ in allotment.people)
        assert (men, len(allotment.people) - men, allotment.households) == (town.male, town.female, town.households)


def test_largest_remainder_keeps_the_total():
    assert share_out(7, [1, 1, 1]) == [3, 2, 2] and sum(share_out(2000, [3.3, 9.1, 0.2])) == 2000


def test_every_household_has_a_grown_head_and_likely_kin(city):
    for h in city:
        head, *others = h.members
        assert head.relation == "世帯主" and age_on(head.birth_date, AS_OF) >= 18
        assert sum(p.relation in ("妻", "夫") for p in others) <= 1
        parents = [head, *(p for p in others if p.relation in ("妻", "夫"))]
        for p in others:
            if p.relation == "子":
                assert max(q.birth_date for q in parents) < p.birth_date, "a child is younger than both parents"
            if p.relation == "妻":
                assert p.sex == "female" and abs(age_on(p.birth_date, AS_OF) - age_on(head.birth_date, AS_OF)) <= 20


def test_children_are_with_parents_and_most_people_alone_as_in_the_ward(city, people):
    minors = [p for p in people if age_on(p.birth_date, AS_OF) < 18]
    assert sum(p.relation == "子" for p in minors) / len(minors) > 0.97
    alone = sum(len(h.members) == 1 for h in city) / len(city)
    assert 0.48 < alone < 0.62


def test_a_town_of_a_few_people_still_makes_homes():
    from random import Random

    homes = form_homes([("male", 40), ("female", 3), ("female", 70)], 1, Random(1))
    assert sum(len(h.members) for h in homes) == 3
    assert form_homes([], 0, Random(1)) == []


def test_names_keep_variants_length_and_missing_splits(people):
    families = {p.family for p in people}
    assert any("髙" in f for f in families) and any("﨑" in f for f in families) and any("𠮷" in f for f in families)
    assert any("濵" in f for f in families) and any("邊" in f for f in families)
    assert any(p.full_name and not p.family for p in people) and max(len(p.full_name) for p in people) > 30
    assert any(p.alias for p in people)
    for p in people:
        assert bool(p.full_name) != bool(p.family) and p.name and p.kana and not any("ぁ" <= c <= "ん" for c in p.kana)
        assert bool(p.full_name) == bool(p.full_kana) and bool(p.family) == bool(p.family_kana)


def test_given_names_follow_the_year_of_birth(people):
    old = [p.given for p in people if p.nationality == "JP" and p.sex == "female" and p.birth_date.year < 1950]
    young = [p.given for p in people if p.nationality == "JP" and p.sex == "female" and p.birth_date.year > 2010]
    assert sum(g.endswith("子") for g in old) / len(old) > 2 * sum(g.endswith("子") for g in young) / len(young)


def test_residents_read_four_languages_and_three_in_a_hundred_are_foreign(people):
    assert {p.language for p in people} == {"ja", "en", "zh-hans", "ko"}
    assert 0.02 < sum(p.nationality != "JP" for p in people) / len(people) < 0.04
    assert all(p.language == "ja" for p in people if p.nationality == "JP")


def test_nobody_can_be_reached_or_paid_by_mistake(people):
    """Telephones begin with 090-0, which is given to nobody; mail goes to example.com; there is no My Number."""
    assert all(p.phone.startswith("0900") and len(p.phone) == 11 for p in people if p.phone)
    assert all(p.email.endswith("@example.com") for p in people if p.email)
    assert all(set(p.bank) == {"bank_code", "bank_name", "branch_code", "branch_name", "kind", "number", "holder_kana"}
               for p in people if p.bank)
    assert not [f.name for f in fields(SyntheticPerson) if "my_number" in f.name or "individual" in f.name]
    assert sum(p.protected for p in people) < len(people) * 0.005


def test_dates_of_living_here_are_possible(people):
    for p in people:
        assert p.birth_date <= p.resident_since <= AS_OF
        assert p.previous_address or p.resident_since == p.birth_date


def test_no_two_households_share_a_room(city):
    rooms = [(h.town_code, h.block, h.building, h.room) for h in city if h.room]
    assert len(rooms) == len(set(rooms))


def test_the_demonstration_people_are_always_the_same():
    people = {p.number: p for p in demo_people()}
    assert people["0000000001"].birth_date == date(1990, 4, 12) and people["0000000003"].birth_date == date(2026, 9, 1)
    assert people["0000000004"].family == "髙橋" and age_on(people["0000000004"].birth_date, AS_OF) == 85
    assert people["0000000005"].name == "MARTINEZ GONZALEZ MARIA FERNANDA"
    assert [s.code for s in scenarios()][:2] == ["new_baby", "elderly_alone"]
    home = scenarios()[0].household
    assert show_address(home) == "東京都杉並区阿佐谷南1丁目15-1 すぎなみハイツ201"
    assert show_address(home, formal=True) == "東京都杉並区阿佐谷南一丁目１５番１号 すぎなみハイツ２０１"


def test_numbers_are_unique_and_in_order(city):
    assert all(len(h.number) == 10 for h in city) and len({h.number for h in city}) == len(city)
    made = [p.number for h in city[len(scenarios()):] for p in h.members]
    assert all(a < b for a, b in pairwise(made))


def test_single_years_of_age_follow_the_real_table():
    if not REAL.exists():
        pytest.skip("the ward's table is not here (set MACHINAMI_SHARED)")
    with REAL.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    errors = []
    for row in rows:
        town = next(t for t in towns.all_towns() if t.name == row[0])
        real = [int(v or 0) for v in row[5:]]
        groups = [0.0] * 44
        for sex, age, number in expected(town):
            groups[2 * (age // 5) + (sex == "female")] += number - real[2 * age + (sex == "female")]
        errors.append(sum(map(abs, groups)) / 2 / town.people)
    mean = sum(errors) / len(errors)
    assert mean < 0.06 and max(errors) < 0.13, "share of a town's people whom the model puts into another age group"
