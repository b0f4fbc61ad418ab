"""At nine the booking of fifty places opens and two thousand people press. Fifty have one, the others stand in the line in the
order in which they came, and nobody is in it twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from machinami.capabilities.bookings import testing
from machinami.capabilities.bookings.models import Booking, Slot
from machinami.capabilities.bookings.tests.databases import reachable

ATTEMPTS, PLACES, PROCESSES, THREADS = 2_000, 50, 2, 10
TEN = testing.slot()


def race(folder, resource, accounts):
    """Every process has its share and, besides, the first fifty of its neighbour's: they press twice. What each press got."""
    with reachable(folder) as (environment, using):
        runners = []
        for n in range(PROCESSES):
            share = accounts[n::PROCESSES] + accounts[(n + 1) % PROCESSES::PROCESSES][:50]
            runner = subprocess.Popen(
                [sys.executable, "-m", "machinami.capabilities.bookings.tests.racing", resource.id, TEN.isoformat(), str(THREADS)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
            runner.stdin.write(" ".join(share) + "\n")
            runner.stdin.flush()
            runners.append(runner)
        assert [r.stdout.readline() for r in runners] == ["ready\n"] * PROCESSES
        for runner in runners:
            runner.stdin.write("go\n")
            runner.stdin.flush()
        found = [tuple(x) for runner in runners for x in json.loads(runner.communicate(timeout=300)[0])]
        with using():
            rows = list(Booking.objects.order_by("number").values_list("account_id", "state", "number"))
            slot = Slot.objects.get()
    return found, rows, slot


@pytest.mark.xdist_group("bookings-race")
@pytest.mark.django_db(transaction=True)
def test_two_thousand_press_for_fifty_places(tmp_path):
    resource = testing.counter(capacity=PLACES)
    accounts = [a.id for a in testing.people(ATTEMPTS)]
    found, rows, slot = race(tmp_path, resource, accounts)
    assert (slot.taken, slot.arrivals, slot.capacity) == (PLACES, ATTEMPTS, PLACES)
    assert [state for _, state, _ in rows] == ["booked"] * PLACES + ["waiting"] * (ATTEMPTS - PLACES)
    assert [number for _, _, number in rows] == list(range(1, ATTEMPTS + 1)) and len({a for a, _, _ in rows}) == ATTEMPTS
    told: dict[str, set] = {}
    for account, state, number, _, _ in found:
        told.setdefault(account, set()).add((state, number))
    assert told == {str(account): {(state, number)} for account, state, number in rows}, "a second press is told the same"
    times = Counter(account for account, *_ in found)
    assert in_order_of_coming([press for press in found if times[press[0]] == 1]) > 100


def in_order_of_coming(presses):
    """Who was answered before another began to press stands before them. Returns how many had somebody before them."""
    ended = sorted((end, number) for _, _, number, _, end in presses)
    best = at = compared = 0
    for _, _, number, began, _ in sorted(presses, key=lambda press: press[3]):
        while at < len(ended) and ended[at][0] < began:
            best, at = max(best, ended[at][1]), at + 1
        assert number > best
        compared += best > 0
    return compared
