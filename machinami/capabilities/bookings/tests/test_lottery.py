"""Sixty apply for a course of five seats. The hash of the seed stood on the page before; afterwards anybody draws again and gets
the same, with a few lines of any language."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from machinami.capabilities.bookings import actions, drawing, queries, testing
from machinami.capabilities.bookings.models import Application, Booking, Lottery, Slot
from machinami.capabilities.bookings.testing import SYSTEM, book
from machinami.capabilities.bookings.tests.databases import reachable
from machinami.foundation.errors import Conflict, Refused
from machinami.foundation.i18n import Text

TEN, ELEVEN = testing.slot(days=20), testing.slot(days=20, hour=11)


def announced(course):
    now = timezone.now()
    return actions.open_lottery(
        actor=SYSTEM, resource_id=course.id, title=Text(ja="スマホ講座"), slots_from=TEN, slots_until=testing.slot(days=20, hour=12),
        applications_from=now - timedelta(days=1), applications_until=now + timedelta(days=1), draw_at=now + timedelta(days=2))


def closed():
    """As if the days of application were over and the moment had come."""
    now = timezone.now()
    Lottery.objects.update(applications_from=now - timedelta(days=3), applications_until=now - timedelta(days=2),
                           draw_at=now - timedelta(days=1))


def apply_all(lottery, people, choices):
    for n, person in enumerate(people):
        actions.apply_for_lottery(actor=person, lottery_id=lottery.id, choices=choices(n))


def by_hand(record):
    """The draw again, without a line of ours."""
    def lot(application):
        return hmac.new(record.seed.encode(), application["id"].encode(), hashlib.sha256).hexdigest()

    places, won, lines = dict(record.places), {}, {start: [] for start in record.places}
    for application in sorted(record.applications, key=lot):
        got = next((c for c in application["choices"] if places[c] > 0), None)
        if got:
            places[got] -= 1
            won[application["id"]] = got
        else:
            for choice in application["choices"]:
                lines[choice].append(application["id"])
    return won, lines


@pytest.mark.django_db
def test_anybody_draws_again_from_the_published_seed_and_the_hash_stood_there_before():
    course = testing.counter(capacity=5, code="smartphone-course", kind="course")
    lottery = announced(course)
    assert lottery.seed == "" and len(lottery.commitment) == 64
    people = testing.people(60)
    apply_all(lottery, people, lambda n: [TEN, ELEVEN] if n % 3 else [ELEVEN])
    with pytest.raises(Conflict):
        queries.draw_record(lottery.id)
    with pytest.raises(Refused):
        actions.draw(actor=SYSTEM, lottery_id=lottery.id)
    closed()
    drawn = actions.draw(actor=SYSTEM, lottery_id=lottery.id)
    record = queries.draw_record(lottery.id)
    assert hashlib.sha256(drawn.seed.encode()).hexdigest() == lottery.commitment == record.commitment
    won, lines = by_hand(record)
    assert len(won) == 10 and len(record.applications) == 60
    assert won == {a["id"]: a["won"] for a in record.applications if a["won"]}
    for start, line in lines.items():
        rows = Booking.objects.filter(slot__starts_at=start).order_by("number")
        assert [str(b.application_id) for b in rows if b.state == "waiting"] == line
        assert {str(b.application_id) for b in rows if b.state == "booked"} == {k for k, v in won.items() if v == start}
    assert actions.draw(actor=SYSTEM, lottery_id=lottery.id).seed == drawn.seed and Booking.objects.filter(state="booked").count() == 10


@pytest.mark.django_db
def test_who_gets_the_place_of_a_winner_leaves_the_other_line():
    course = testing.counter(capacity=1, code="smartphone-course", kind="course")
    lottery = announced(course)
    people = testing.people(4)
    apply_all(lottery, people, lambda n: [TEN, ELEVEN])
    closed()
    actions.draw_due(actor=SYSTEM)
    ranks = list(Application.objects.order_by("rank"))
    assert [a.state for a in ranks] == ["won", "won", "waiting", "waiting"] and [a.won for a in ranks[:2]] == [TEN, ELEVEN]
    winner = Booking.objects.get(application=ranks[0])
    actions.cancel(actor=SYSTEM, booking_id=winner.pk)
    offer = Booking.objects.get(state="offered")
    assert offer.application_id == ranks[2].pk
    actions.accept_offer(actor=SYSTEM, booking_id=offer.pk)
    assert sorted(Booking.objects.filter(application=ranks[2]).values_list("state", flat=True)) == ["booked", "moved"]
    late = testing.people(1, "late")[0]
    assert book(late, course, ELEVEN).ahead == 1, "after the draw it is first come, behind who lost"


@pytest.mark.django_db
def test_until_it_is_drawn_nobody_gets_a_place_another_way_and_nobody_gets_two_lots():
    course = testing.counter(capacity=1, code="smartphone-course", kind="course")
    ken, mari = testing.people(2)
    lottery = announced(course)
    with pytest.raises(Refused, match="抽選に"):
        book(ken, course, TEN)
    shown = {s.starts_at: s.state for s in queries.slots(resource_id=course.id, since=TEN.date(), days=1)}
    assert (shown[TEN], shown[ELEVEN], shown[testing.slot(days=20, hour=12)]) == ("lottery", "lottery", "free")
    for wrong in ([], [TEN, TEN], [testing.slot(days=20, hour=14)]):
        with pytest.raises(Refused, match="1つ以上"):
            actions.apply_for_lottery(actor=ken, lottery_id=lottery.id, choices=wrong)
    first = actions.apply_for_lottery(actor=ken, lottery_id=lottery.id, choices=[TEN])
    actions.withdraw_application(actor=ken, lottery_id=lottery.id)
    again = actions.apply_for_lottery(actor=ken, lottery_id=lottery.id, choices=[ELEVEN, TEN])
    assert again.id == first.id and again.choices == (ELEVEN, TEN) and Application.objects.count() == 1
    closed()
    with pytest.raises(Refused, match="申込期間"):
        actions.apply_for_lottery(actor=mari, lottery_id=lottery.id, choices=[TEN])


@pytest.mark.django_db
def test_a_slot_that_is_booked_is_not_drawn():
    course, (ken,) = testing.counter(), testing.people(1)
    book(ken, course, TEN)
    with pytest.raises(Refused, match="もう予約"):
        announced(course)


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True), max_size=25),
       st.dictionaries(st.sampled_from("abc"), st.integers(0, 4), min_size=3), st.binary(min_size=32, max_size=32))
def test_no_place_is_given_twice_and_nobody_could_have_had_a_better_choice(wanted, places, seed):
    choices = {f"application-{n}": c for n, c in enumerate(wanted)}
    drawn = drawing.draw(seed.hex(), choices, places)
    for slot, free in places.items():
        assert list(drawn.won.values()).count(slot) <= free
    left = {s: n - list(drawn.won.values()).count(s) for s, n in places.items()}
    for application, wishes in choices.items():
        got = drawn.won.get(application)
        before = wishes[:wishes.index(got)] if got else wishes
        assert all(left[s] == 0 for s in before), "a better place stayed free"
        for slot in before:
            holders = [a for a, s in drawn.won.items() if s == slot]
            assert all(drawn.order.index(a) < drawn.order.index(application) for a in holders), "somebody later was before"
        assert bool(got) != all(application in drawn.lines[s] for s in wishes)
    assert drawn == drawing.draw(seed.hex(), dict(reversed(choices.items())), places), "the order of arrival does not count"


KILLED = textwrap.dedent("""
    import os, signal, sys
    import django
    django.setup()
    from machinami.capabilities.bookings import actions, places
    from machinami.foundation.actors import system
    arrive, count = places.arrive, 0

    def dying(*args, **kwargs):
        global count
        count += 1
        if count == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        return arrive(*args, **kwargs)

    places.arrive = dying
    actions.draw(actor=system("test"), lottery_id=sys.argv[1])
""")


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_draw_that_is_killed_in_its_middle_has_not_happened_and_comes_out_the_same_afterwards(tmp_path):
    course = testing.counter(capacity=3, code="smartphone-course", kind="course")
    lottery = announced(course)
    apply_all(lottery, testing.people(12), lambda n: [TEN, ELEVEN])
    closed()
    expected = drawing.in_order(str(Lottery.objects.get().seed), map(str, Application.objects.values_list("pk", flat=True)))
    with reachable(tmp_path) as (environment, using):
        for nth in (2, 9):
            done = subprocess.run([sys.executable, "-c", KILLED, lottery.id, str(nth)], env={**os.environ, **environment}, timeout=60)
            assert done.returncode == -9
            with using():
                assert not Booking.objects.exists() and set(Slot.objects.values_list("taken", "arrivals")) == {(0, 0)}
                assert Lottery.objects.get().drawn_at is None and Lottery.objects.get().revealed == ""
        done = subprocess.run([sys.executable, "-c", KILLED, lottery.id, "0"], env={**os.environ, **environment}, timeout=60)
        assert done.returncode == 0
        with using():
            assert [str(k) for k in Application.objects.order_by("rank").values_list("pk", flat=True)] == expected
            assert Booking.objects.filter(state="booked").count() == 6


def test_the_program_in_the_guide_draws_the_same(tmp_path):
    """The ten lines of docs/howto/lotteries.md, run as they stand there."""
    import json

    guide = (Path(__file__).resolve().parents[4] / "docs/howto/lotteries.md").read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", guide, re.S)
    assert len(program.strip().splitlines()) <= 14
    seed, choices = drawing.new_seed(), {f"id-{n}": ["a", "b"] if n % 2 else ["b"] for n in range(9)}
    drawn = drawing.draw(seed, choices, {"a": 2, "b": 1})
    record = {"commitment": drawing.commitment(seed), "seed": seed, "places": {"a": 2, "b": 1},
              "applications": [{"id": k, "choices": c, "won": drawn.won.get(k)} for k, c in choices.items()]}
    (tmp_path / "draw.json").write_text(json.dumps(record))
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "draw.json")], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [f"{k}={drawn.won.get(k, '-')}" for k in drawn.order]
