"""Whatever people do, in whatever order: a slot never has more than its places, nobody is lost, nobody passes another in the line,
and while somebody waits no place is empty."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from machinami.capabilities.bookings import actions, testing
from machinami.capabilities.bookings.models import Booking, Slot
from machinami.capabilities.bookings.testing import SYSTEM, book
from machinami.capabilities.bookings.types import HOLDING, LIVE
from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text

SLOTS = [testing.slot(hour=10), testing.slot(hour=11)]
STEPS = st.lists(st.tuples(
    st.sampled_from(["cancel", "lapse", "accept", "book", "more", "close", "early"]), st.integers(0, 6), st.integers(0, 1)),
    min_size=6, max_size=16)


def step(kind, which, n, counter, people):
    """``which``: of those there are; cancelling takes places sooner than it leaves the line."""
    holding = list(Booking.objects.filter(slot__starts_at=SLOTS[n], state__in=LIVE).order_by("state", "number"))
    offers = list(Booking.objects.filter(state="offered").order_by("changed_at"))
    if kind in ("book", "early"):
        book(people[which], counter, SLOTS[n], wants_earlier=kind == "early", idempotency_key=f"{timezone.now().timestamp()}")
    elif kind == "more":
        actions.set_capacity(actor=SYSTEM, resource_id=counter.id, starts_at=SLOTS[n], capacity=2 + which // 3)
    elif kind == "close":
        if which == 6:
            actions.close_day(actor=SYSTEM, resource_id=counter.id, day=SLOTS[0].date(), reason=Text(ja="休み"))
    elif kind == "cancel" and holding:
        actions.cancel(actor=SYSTEM, booking_id=holding[which % len(holding)].pk)
    elif kind == "accept" and offers:
        actions.accept_offer(actor=SYSTEM, booking_id=offers[which % len(offers)].pk)
    elif kind == "lapse" and offers:
        testing.run_out(offers[which % len(offers)].pk)
        actions.lapse(actor=SYSTEM)


def check(before):
    for slot in Slot.objects.all():
        rows = list(Booking.objects.filter(slot=slot).order_by("number"))
        holding = [b for b in rows if b.state in HOLDING]
        waiting = [b for b in rows if b.state == "waiting"]
        assert slot.taken == len(holding) <= slot.capacity, "a place more than there are"
        assert [b.number for b in rows] == list(range(1, slot.arrivals + 1)), "somebody was lost"
        assert not waiting or slot.taken == slot.capacity, "a place is empty while somebody waits"
        got = [b for b in rows if before.get(b.pk) == "waiting" and b.state in HOLDING]
        assert not any(w.number < g.number for w in waiting for g in got), "somebody was passed"
        live = [b.holder for b in rows if b.state in LIVE]
        assert len(live) == len(set(live))


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_whatever_people_do(steps):
    with transaction.atomic():
        counter, people = testing.counter(capacity=2), testing.people(7)
        for person in people[:5]:
            book(person, counter, SLOTS[0])
        for person in people[3:]:
            book(person, counter, SLOTS[1], wants_earlier=True)
        for kind, which, n in steps:
            before = dict(Booking.objects.values_list("pk", "state"))
            try:
                with transaction.atomic():
                    step(kind, which, n, counter, people)
            except Refused:
                assert dict(Booking.objects.values_list("pk", "state")) == before
            check(before)
        transaction.set_rollback(True)
