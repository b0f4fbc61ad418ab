"""A ward officer checks that the city's facts and its synthetic people are what the ward knows."""

from __future__ import annotations

import csv
import hashlib
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from machinami.city import calendar, facilities, fees, initiatives, postal, sections, towns
from machinami.city.population import fit, generate

REAL = Path(os.environ.get("MACHINAMI_SHARED", Path(__file__).parents[4] / "shared" / "data")) \
    / "suginami" / "population_by_town_age_sex.csv"


def test_the_ward_has_its_towns_people_and_places():
    assert len(towns.all_towns()) == 139
    assert sum(t.people for t in towns.all_towns()) == 571_703
    assert sum(t.households for t in towns.all_towns()) == 326_731
    assert len({t.code for t in towns.all_towns()}) == 139 and all(t.postal_code for t in towns.all_towns())
    assert [len(facilities.of_kind(k)) for k in ("library", "area_office", "relief_centre")] == [13, 6, 65]
    assert towns.find("おぎくぼ")[0].name.startswith("荻窪")


def test_the_plan_has_56_initiatives_each_with_a_known_section_and_three_years():
    found = initiatives.all_initiatives()
    assert [i.number for i in found] == list(range(1, 57))
    assert [sum(i.policy == p for i in found) for p in (1, 2)] == [35, 21]
    for i in found:
        assert {i.section, *i.related} <= set(sections.all_sections())
        assert all(i.by_year), i.number


@pytest.mark.parametrize(("day", "closed"), [
    (date(2026, 11, 23), True), (date(2026, 11, 24), False), (date(2026, 12, 28), False), (date(2026, 12, 29), True),
    (date(2027, 1, 3), True), (date(2027, 1, 4), False), (date(2026, 5, 6), True), (date(2026, 9, 22), True)])
def test_the_office_is_closed_on_its_days(day, closed):
    assert calendar.is_closed(day) is closed


def test_working_days_never_end_on_a_closed_day_over_ten_years():
    day = date(2020, 1, 1)
    while day.year < 2030:
        end = calendar.working_days_after(day, 10)
        assert not calendar.is_closed(end) and calendar.working_days_between(day, end) == 10
        day += timedelta(days=17)


def test_a_postal_code_fills_the_town():
    assert [(a.prefecture, a.city, a.town) for a in postal.lookup("1660004")] == [("東京都", "杉並区", "阿佐谷南")]
    assert postal.lookup("0000000") == ()


def test_a_fee_is_the_one_in_force_and_says_that_the_office_has_not_confirmed_it():
    fee = fees.fee("juminhyo", date(2026, 4, 1))
    assert fee.amount == 300 and not fee.verified and fee.revenue in fees.revenue_items()
    with pytest.raises(KeyError):
        fees.fee("juminhyo", date(1999, 1, 1))


def test_the_same_seed_makes_the_same_city():
    def digest(seed: int) -> str:
        return hashlib.sha256(repr(list(generate(500, seed))).encode()).hexdigest()

    assert digest(1) == digest(1) != digest(2)


def test_the_city_follows_the_wards_figures():
    found = list(generate(20_000))
    people = [p for h in found for p in h.members]
    assert len(people) == len({p.number for p in people}) == 20_000
    measured = fit(found)
    assert measured.people_per_town < 4 and measured.sex_per_town < 3 and measured.over_64_per_town < 3
    assert abs(measured.household_size - measured.household_size_ward) < 0.03
    assert any("髙" in p.family for p in people) and any(p.full_name and not p.family for p in people)
    assert {p.language for p in people} >= {"ja", "en", "zh-hans", "ko"}
    assert all(h.members[0].relation == "世帯主" for h in found)


def test_single_years_of_age_follow_the_real_table():
    if not REAL.exists():
        pytest.skip("the ward's table is not here (set MACHINAMI_SHARED)")
    from machinami.city.population.margins import expected

    with REAL.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    worst = 0.0
    for row in rows:
        town = towns.find(row[0])[0]
        real = [int(v or 0) for v in row[5:]]
        model = {(s, a): n for s, a, n in expected(town)}
        error = sum(abs(model[s, a] - real[2 * a + (s == "female")]) for s, a in model) / town.people
        worst = max(worst, error)
    assert worst < 0.45, "share of people whose single year of age the model puts elsewhere, worst town"
