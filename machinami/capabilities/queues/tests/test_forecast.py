"""花子さん takes a number on a busy day in March and is told how long it will be: what she is told is nearly so."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machinami.capabilities.queues import forecast, learning, made_days
from machinami.capabilities.queues.forecast import InHand, Line, Person, Window
from machinami.capabilities.queues.learning import Duration, lognormal

SEEDS = range(40, 45)


@pytest.fixture(scope="module")
def days():
    """Five days in March that the forecast has not seen, after ten that it learnt from."""
    known = made_days.learnt(10, seed=7)
    return [made_days.march_day(seed, known, made_days.asking(runs=16)) for seed in SEEDS]


def error(seen, guess) -> float:
    """Mean absolute error in minutes."""
    return fmean(abs(guess(s) - s.waited) for s in seen) / 60


def test_on_days_in_march_the_forecast_errs_by_five_minutes_at_most_and_much_less_than_people_ahead_times_the_mean(days):
    seen = [s for day in days for s in day.seen if s.waited >= 0]
    told, simple = error(seen, lambda s: s.expected), error(seen, lambda s: s.naive)
    assert len(seen) > 1200 and fmean(s.waited for s in seen) > 600, "days with something to forecast"
    assert told <= 5 and told < simple / 2, (told, simple)
    for day in days:
        known = [s for s in day.seen if s.waited >= 0]
        assert error(known, lambda s: s.expected) < error(known, lambda s: s.naive)


def test_the_band_holds_about_what_it_says(days):
    seen = [s for day in days for s in day.seen if s.waited >= 0]
    assert 0.7 <= fmean(s.low <= s.waited <= s.high for s in seen) <= 0.95


def test_made_up_days_are_lived_to_their_end(days):
    for day in days:
        assert {v.key for v in day.visitors if v.called} | set() and day.closed <= 30
        assert len(day.calls) >= len(day.visitors) - day.closed


# what must hold of any line

MINUTES = st.floats(1, 40)


def line(people, windows=3, hand=None, spans=((0.0, 36_000.0),), minutes=6.0, share=1.0, absent=0.0):
    return Line(0.0, tuple(people), tuple(Window(f"w{n}", frozenset({"a", "b"}), spans, hand if n == 0 else None) for n in range(windows)),
                {"a": lognormal(minutes * 60), "b": lognormal(minutes * 120)}, 20.0, absent)


def waiting(number, errand="a", start=0):
    return [Person(f"p{n}", (errand,), -10_000.0 + n) for n in range(start, start + number)]


@settings(max_examples=40, deadline=None)
@given(number=st.integers(1, 25), windows=st.integers(1, 6), minutes=MINUTES, absent=st.floats(0, 0.4), since=st.floats(-20_000, 0))
def test_a_wait_is_never_negative_and_lies_in_its_band(number, windows, minutes, absent, since):
    for wait in forecast.waits(line(waiting(number), windows, InHand("h", "b", since, ("a",)), minutes=minutes, absent=absent), runs=12).values():
        if wait.expected is not None:
            assert 0 <= wait.low <= wait.expected <= wait.high


@settings(max_examples=40, deadline=None)
@given(number=st.integers(1, 25), windows=st.integers(1, 6), minutes=MINUTES)
def test_first_come_first_served_the_further_back_the_longer_and_one_more_ahead_never_shortens_it(number, windows, minutes):
    people = waiting(number)
    found = forecast.waits(line(people, windows, minutes=minutes), runs=12)
    ordered = [found[p.key].expected for p in people if found[p.key].expected is not None]
    assert ordered == sorted(ordered) and [found[p.key].ahead for p in people] == list(range(number))
    before = Person("before", ("a",), -20_000.0)
    after = forecast.waits(line([before, *people], windows, minutes=minutes), runs=12)
    for p in people:
        if found[p.key].expected is not None and after[p.key].expected is not None:
            assert after[p.key].expected >= found[p.key].expected - 1e-6


@settings(max_examples=30, deadline=None)
@given(number=st.integers(2, 20), later=st.integers(1, 10))
def test_who_comes_later_changes_nothing_for_those_before(number, later):
    people = waiting(number)
    with_more = forecast.waits(line([*people, *waiting(later, start=number)]), [p.key for p in people])
    assert with_more == forecast.waits(line(people), [p.key for p in people])


def test_when_the_counters_close_before_it_says_so():
    found = forecast.waits(line(waiting(30), windows=1, spans=((0.0, 1800.0),)))
    assert found["p0"].expected == 0 and found["p29"].expected is None and found["p29"].ahead == 29


def test_lunch_is_waited_through_and_a_booked_person_goes_before():
    lunch = line(waiting(2), windows=1, spans=((3600.0, 36_000.0),))
    assert forecast.waits(lunch)["p0"].expected == 3600
    booked = Person("b", ("a",), 50.0, 60.0, 60.0)
    busy = line([*waiting(3), booked], windows=1)
    without = line(waiting(3), windows=1)
    assert forecast.waits(busy, ["p2"])["p2"].expected > forecast.waits(without, ["p2"])["p2"].expected


def test_one_counter_and_known_times_give_the_sum():
    exact = Line(0.0, tuple(waiting(4)), (Window("w", frozenset({"a"}), ((0.0, 9e9),)),), {"a": Duration((300.0,) * learning.POINTS)}, 20.0)
    assert [w.expected for w in forecast.waits(exact).values()] == pytest.approx([0, 320, 640, 960])


# what is learnt

def test_with_nothing_seen_it_is_what_the_office_thinks_and_with_much_seen_what_was_seen():
    assert learning.learn({}, {"a": 600.0})["a"].mean == pytest.approx(600, rel=0.03)
    seen = [200.0 + n % 50 for n in range(400)]
    assert learning.learn({"a": seen}, {"a": 600.0})["a"].mean == pytest.approx(fmean(seen), rel=0.05)


def test_slips_of_the_finger_and_tickets_left_open_are_not_learnt():
    usual = learning.learn({"a": [300.0] * 50}, {"a": 300.0})["a"]
    assert learning.learn({"a": [300.0] * 50 + [1.0] * 20 + [50_000.0] * 20}, {"a": 300.0})["a"] == usual


@settings(max_examples=40, deadline=None)
@given(elapsed=st.floats(0, 50_000), mean=st.floats(60, 3000), strata=st.integers(4, 64))
def test_what_is_left_is_never_negative_and_a_table_keeps_the_mean(elapsed, mean, strata):
    duration = lognormal(mean)
    assert all(x >= 0 for x in duration.remaining(elapsed, strata))
    assert fmean(duration.table(strata)) == pytest.approx(duration.mean)


def test_a_slow_counter_is_known_by_its_times():
    durations = {"a": lognormal(600)}
    observed = [("a", "slow", p * 1.3) for p in durations["a"].points] + [("a", "usual", p) for p in durations["a"].points]
    found = learning.paces(observed, durations)
    assert 1.2 < found["slow"] < 1.3 and found["usual"] == pytest.approx(1, abs=0.02)
