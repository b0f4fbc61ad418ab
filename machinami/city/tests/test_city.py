"""A ward officer checks that the city's facts are what the ward knows, and say what nobody has confirmed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machinami.city import calendar, facilities, fees, initiatives, postal, rates, sections, towns


def test_the_ward_has_its_towns_people_and_places():
    assert len(towns.all_towns()) == 139
    assert sum(t.people for t in towns.all_towns()) == 571_703
    assert sum(t.households for t in towns.all_towns()) == 326_731
    assert len({t.code for t in towns.all_towns()}) == 139
    assert towns.find("おぎくぼ")[0].name.startswith("荻窪")
    assert [len(facilities.of_kind(k)) for k in ("ward_office", "library", "area_office", "relief_centre")] == [1, 13, 6, 65]


def test_every_facility_lies_in_or_beside_the_town_of_its_address():
    for f in facilities.all_facilities():
        town = towns.town(f.town_code)
        assert town.name.rstrip("丁目")[:-1] in f.address
        metres = (((f.latitude - town.latitude) * 111_000) ** 2 + ((f.longitude - town.longitude) * 90_300) ** 2) ** 0.5
        assert metres < 700, f.name
    assert facilities.facility("library_01").name == "中央図書館"
    with pytest.raises(KeyError):
        facilities.facility("library_99")


def test_every_town_is_found_by_its_postal_code_in_the_national_table():
    for t in towns.all_towns():
        areas = postal.lookup(t.postal_code)
        assert any(a.city == "杉並区" and t.name.startswith(a.town) for a in areas), t.name
    assert [(a.prefecture, a.city, a.town) for a in postal.lookup("1660004")] == [("東京都", "杉並区", "阿佐谷南")]
    assert postal.lookup("0000000") == ()


def test_the_plan_has_56_initiatives_each_with_a_known_section_and_three_years():
    found = initiatives.all_initiatives()
    assert [i.number for i in found] == list(range(1, 57))
    assert [sum(i.policy == p for i in found) for p in (1, 2)] == [35, 21]
    for i in found:
        assert {i.section, *i.related} <= set(sections.all_sections())
        assert len(i.by_year) == 3 and all(s.what and s.stage for year in i.by_year for s in year), i.number
        assert i.title.missing() in ((), ("easy",)) and i.group_title.missing() in ((), ("easy",))
    assert len({i.title.en for i in found}) == 56
    assert [i.number for i in found if i.section == "tax_payment"] == [7, 8, 18, 43]
    with pytest.raises(KeyError):
        initiatives.initiative(0)


def test_a_resident_reads_whom_to_ask_in_every_language():
    for s in sections.all_sections().values():
        assert s.name.missing() in ((), ("easy",)) and s.place.missing() in ((), ("easy",)) and not s.hours.missing()
        assert s.kana and s.phone and s.department
    assert [s.code for s in sections.find("くみんか")] == ["residents"]


@pytest.mark.parametrize(("day", "closed"), [
    (date(2026, 11, 23), True), (date(2026, 11, 24), False), (date(2026, 12, 28), False), (date(2026, 12, 29), True),
    (date(2027, 1, 3), True), (date(2027, 1, 4), False), (date(2026, 5, 6), True), (date(2026, 9, 22), True)])
def test_the_office_is_closed_on_its_days(day, closed):
    assert calendar.is_closed(day) is closed


def test_places_keep_their_own_days():
    """Waste is collected on a holiday; the library opens on a Saturday and rests on the first Thursday."""
    assert not calendar.is_closed(date(2026, 11, 23), "waste_collection")
    assert calendar.is_closed(date(2026, 11, 22), "waste_collection")
    assert not calendar.is_closed(date(2026, 11, 21), "library") and calendar.is_closed(date(2026, 11, 5), "library")
    assert calendar.is_closed(date(2026, 11, 22), "a place without a rule")
    assert calendar.next_open_day(date(2026, 12, 29)) == date(2027, 1, 4)


def test_working_days_never_end_on_a_closed_day_over_ten_years():
    day = date(2020, 1, 1)
    while day.year < 2030:
        end = calendar.working_days_after(day, 10)
        assert not calendar.is_closed(end) and calendar.working_days_between(day, end) == 10
        day += timedelta(days=17)


@given(st.dates(date(2018, 1, 1), date(2028, 12, 31)), st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_working_days_add_up(day, first, second):
    assert calendar.working_days_after(calendar.working_days_after(day, first), second) == \
        calendar.working_days_after(day, first + second)


def test_a_year_has_as_many_holidays_as_the_law_makes():
    """内閣府 lists 18 holidays in 2026 with the 国民の休日 of 22 September and the substitute of 6 May."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    weekdays_off = [d for d in days if d.weekday() < 5 and calendar.is_closed(d)]
    year_end = {date(2026, 1, 2), date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)}
    assert len(set(weekdays_off) - year_end) == 17


def test_a_fee_is_the_one_in_force_and_says_that_the_office_has_not_confirmed_it():
    fee = fees.fee("juminhyo", date(2026, 4, 1))
    assert fee.amount == 300 and not fee.verified
    with pytest.raises(KeyError):
        fees.fee("juminhyo", date(1999, 1, 1))
    for fee in fees.all_fees():
        assert type(fee.amount) is int and fee.revenue in fees.revenue_items() and fee.source
        assert len(fees.revenue_items()[fee.revenue].path) == 4


def test_a_rate_is_the_newest_that_counts_on_the_day_and_says_its_source():
    assert rates.rate("light_vehicle_tax", date(2026, 4, 1), "passenger_new").amount == 10_800
    with pytest.raises(KeyError):
        rates.rate("light_vehicle_tax", date(2016, 3, 31), "passenger_new")
    rows = [(r.code, r.key, r.valid_from) for r in rates.all_rates()]
    assert len(set(rows)) == len(rows) and all(r.source and r.title and r.amount >= 0 for r in rates.all_rates())
