"""ミツさん (71) takes a number for a certificate, 健さん calls her at counter 1; a busy hall around them."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from machinami.capabilities.identity import testing as people
from machinami.capabilities.queues import actions, calling, queries, testing
from machinami.capabilities.queues.erasing import TICKETS
from machinami.capabilities.queues.models import Booking, Served, Ticket, TicketEvent, Told
from machinami.foundation.actors import ANONYMOUS, system
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
OFFICE = testing.OFFICE


class Clock:
    """The time of day, moved by hand; a Tuesday in March."""

    def __init__(self, monkeypatch):
        self.now = timezone.make_aware(datetime(2026, 3, 24, 9, 0))
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def forward(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def ken(db):
    return people.staff(("residents", "clerk"), username="kumin")


@pytest.fixture
def hall(clock, ken):
    counters = testing.ward()
    testing.open_all(ken, {n: counters[n] for n in ("1", "2", "6")})
    return counters


def take(actor, *errands, key=None, **more):
    return actions.issue_ticket(actor=actor, office=OFFICE, errands=errands or ("residence_certificate",), came="walk_in",
                                idempotency_key=key or f"k{Ticket.objects.count()}", **more)


def ended(counter, ken):
    ticket = actions.call_next(actor=ken, counter_id=counter)
    actions.start(actor=ken, counter_id=counter, ticket_id=ticket.id)
    return actions.finish(actor=ken, counter_id=counter, ticket_id=ticket.id)


def test_a_number_is_called_once_served_and_what_it_took_is_learnt(hall, ken, clock):
    mitsu = take(ken)
    assert mitsu.number == "B-001" and take(ken, key="k0").id == mitsu.id, "the printer asked twice: one ticket"
    clock.forward(4)
    called = actions.call_next(actor=ken, counter_id=hall["1"])
    assert (called.number, called.counter, called.state) == ("B-001", "1", "called")
    assert actions.call_next(actor=ken, counter_id=hall["1"]).id == mitsu.id, "pressed twice, it is one call"
    assert actions.call_next(actor=ken, counter_id=hall["2"]) is None
    assert [(c.number, c.counter) for c in queries.board(OFFICE).called] == [("B-001", "1")]
    clock.forward(1)
    actions.start(actor=ken, counter_id=hall["1"], ticket_id=mitsu.id)
    with pytest.raises(Conflict):
        actions.call_next(actor=ken, counter_id=hall["1"])
    clock.forward(5)
    actions.finish(actor=ken, counter_id=hall["1"], ticket_id=mitsu.id)
    served, told = Served.objects.get(), Told.objects.get()
    assert (served.waited, served.occupied, served.counter, served.showed) == (240, 360, "1", True)
    assert told.waited == 240 and told.low <= told.expected <= told.high
    assert list(TicketEvent.objects.order_by("id").values_list("verb", flat=True)) == ["issue", "call", "start", "finish"]
    assert queries.follow(mitsu.code).wait is None and queries.follow(mitsu.code).ticket.state == "done"


def test_one_key_ends_and_calls_and_pressing_it_twice_loses_nobody(hall, ken):
    first, second = take(ken), take(ken)
    actions.call_next(actor=ken, counter_id=hall["1"])
    actions.start(actor=ken, counter_id=hall["1"], ticket_id=first.id)
    assert actions.call_next(actor=ken, counter_id=hall["1"], finishing=True).id == second.id
    assert actions.call_next(actor=ken, counter_id=hall["1"], finishing=True).id == second.id
    assert queries.follow(second.code).ticket.state == "called" and queries.follow(first.code).ticket.state == "done"


class TestWhoIsNext:
    def test_who_is_booked_goes_first_from_their_time_on_and_stands_in_line_when_late(self, hall, ken, clock):
        at = clock.now + timedelta(minutes=10)
        for key in ("taro", "late"):
            actions.expect(actor=ken, office=OFFICE, key=key, at=at, errands=["residence_certificate"])
        a, b = take(ken), take(ken)
        taro = actions.issue_ticket(actor=ken, office=OFFICE, errands=(), came="booked", booking="taro", idempotency_key="taro")
        assert ended(hall["1"], ken).id == a.id, "before their time they stand where they came"
        clock.forward(11)
        assert ended(hall["1"], ken).id == taro.id
        clock.forward(20)
        late = actions.issue_ticket(actor=ken, office=OFFICE, errands=(), came="booked", booking="late", idempotency_key="late")
        assert late.booked_at is None and ended(hall["1"], ken).id == b.id
        with pytest.raises(Conflict):
            actions.issue_ticket(actor=ken, office=OFFICE, errands=(), came="booked", booking="taro", idempotency_key="again")

    def test_who_cannot_wait_long_goes_before_those_of_the_last_quarter_of_an_hour(self, hall, ken, clock):
        early = take(ken)
        clock.forward(20)
        take(ken)
        clock.forward(1)
        pregnant = take(ken, accessible=True)
        assert [ended(hall["1"], ken).id for _ in range(2)] == [early.id, pregnant.id]

    def test_a_counter_calls_only_what_it_serves(self, hall, ken):
        child, certificate = take(ken, "child_allowance"), take(ken)
        assert actions.call_next(actor=ken, counter_id=hall["1"]).id == certificate.id
        assert actions.call_next(actor=ken, counter_id=hall["6"]).id == child.id

    def test_several_errands_keep_the_place_and_the_number(self, hall, ken, clock):
        family, other = take(ken, "residence_certificate", "child_allowance"), take(ken, "child_allowance")
        actions.call_next(actor=ken, counter_id=hall["1"])
        back = actions.finish(actor=ken, counter_id=hall["1"], ticket_id=family.id)
        assert (back.state, back.errand, back.number) == ("waiting", "child_allowance", "B-001")
        assert ended(hall["6"], ken).id == family.id and ended(hall["6"], ken).id == other.id
        assert Ticket.objects.get(pk=family.id).state == "done" and Served.objects.filter(errand="child_allowance").count() == 2


def test_hold_frees_the_counter_and_the_time_away_is_not_counted(hall, ken, clock):
    mitsu, next_one = take(ken), take(ken)
    actions.call_next(actor=ken, counter_id=hall["1"])
    clock.forward(2)
    actions.hold(actor=ken, counter_id=hall["1"], ticket_id=mitsu.id)
    assert actions.call_next(actor=ken, counter_id=hall["1"]).id == next_one.id
    with pytest.raises(Conflict):
        actions.resume(actor=ken, counter_id=hall["1"], ticket_id=mitsu.id)
    clock.forward(10)
    actions.finish(actor=ken, counter_id=hall["1"], ticket_id=next_one.id)
    with pytest.raises(Conflict):
        actions.resume(actor=ken, counter_id=hall["2"], ticket_id=mitsu.id)
    actions.resume(actor=ken, counter_id=hall["1"], ticket_id=mitsu.id)
    clock.forward(1)
    actions.finish(actor=ken, counter_id=hall["1"], ticket_id=mitsu.id)
    assert Served.objects.get(called_at=Ticket.objects.get(pk=mitsu.id).called_at, occupied__lt=300).occupied == 180


def test_sent_on_to_another_errand_one_goes_on_at_once(hall, ken):
    mitsu = take(ken)
    actions.call_next(actor=ken, counter_id=hall["1"])
    with pytest.raises(Refused):
        actions.transfer(actor=ken, counter_id=hall["1"], ticket_id=mitsu.id, errand="nothing")
    sent = actions.transfer(actor=ken, counter_id=hall["1"], ticket_id=mitsu.id, errand="child_allowance")
    assert (sent.state, sent.errands) == ("waiting", ("residence_certificate", "child_allowance"))
    assert actions.call_next(actor=ken, counter_id=hall["6"]).id == mitsu.id


def test_who_does_not_come_is_called_twice_and_comes_back_behind_the_next_two(hall, ken, clock):
    gone = take(ken)
    actions.call_next(actor=ken, counter_id=hall["1"])
    with pytest.raises(Refused):
        actions.no_show(actor=ken, counter_id=hall["1"], ticket_id=gone.id)
    actions.call_again(actor=ken, counter_id=hall["1"], ticket_id=gone.id)
    clock.forward(2)
    actions.no_show(actor=ken, counter_id=hall["1"], ticket_id=gone.id)
    others = []
    for _ in range(3):
        others.append(take(ken).id)
        clock.forward(0.5)
    actions.arrive(actor=ken, code=gone.code)
    assert [ended(hall["1"], ken).id for _ in range(4)] == [others[0], others[1], gone.id, others[2]]
    assert not Served.objects.order_by("id").first().showed


class TestFromElsewhere:
    def remote(self, actor=ANONYMOUS, key="phone-1"):
        return actions.issue_ticket(actor=actor, office=OFFICE, errands=("residence_certificate",), came="remote", idempotency_key=key)

    def test_a_ticket_taken_at_home_keeps_its_place_and_is_passed_over_until_its_holder_is_there(self, hall, ken, clock):
        phone = self.remote()
        clock.forward(1)
        here = take(ken)
        assert ended(hall["1"], ken).id == here.id, "who is on the way holds nobody up"
        after = take(ken)
        with pytest.raises(Refused) as told:
            actions.arrive(actor=ANONYMOUS, code=phone.code, here="000000x")
        assert told.value.code == "here"
        actions.arrive(actor=ANONYMOUS, code=phone.code, here=queries.here_code(actor=ken, office=OFFICE))
        clock.forward(1)
        assert ended(hall["1"], ken).id == phone.id and ended(hall["1"], ken).id == after.id

    def test_one_open_ticket_a_resident_and_none_outside_the_hours(self, hall, clock):
        hanako = people.resident()
        first = self.remote(hanako)
        with pytest.raises(Conflict) as told:
            self.remote(hanako, "another")
        assert first.number in told.value.message.en
        actions.give_up(actor=ANONYMOUS, code=first.code)
        self.remote(hanako, "another")
        clock.forward(9 * 60)
        with pytest.raises(Refused) as told:
            self.remote(key="in the evening")
        assert "08:30" in told.value.message.ja

    def test_nobody_takes_more_than_the_hall_can_tell_about(self, hall):
        with patch("machinami.capabilities.queues.taking.ON_THE_WAY", 2):
            self.remote(key="a"), self.remote(key="b")
            with pytest.raises(Refused) as told:
                self.remote(key="c")
        assert told.value.code == "full"

    def test_a_walk_in_needs_the_digits_of_the_display_or_the_desk(self, hall):
        with pytest.raises(Refused) as told:
            take(ANONYMOUS)
        assert told.value.code == "here" and not Ticket.objects.exists()


def test_nobody_else_serves_calls_or_looks(hall):
    for actor in (ANONYMOUS, people.resident(), people.staff(("childcare", "clerk"), username="other")):
        with pytest.raises(NotAllowed):
            actions.call_next(actor=actor, counter_id=hall["1"])
        with pytest.raises(NotAllowed):
            queries.desk(actor=actor, office=OFFICE)
        with pytest.raises(NotAllowed):
            actions.close_day(actor=actor, office=OFFICE)
    with pytest.raises(NotFound):
        queries.follow("WRONG")


def test_a_counter_with_somebody_in_hand_does_not_close_and_a_closed_one_does_not_call(hall, ken):
    take(ken)
    actions.call_next(actor=ken, counter_id=hall["1"])
    with pytest.raises(Conflict):
        actions.set_counter(actor=ken, counter_id=hall["1"], state="break")
    actions.set_counter(actor=ken, counter_id=hall["2"], state="closed")
    with pytest.raises(Conflict):
        actions.call_next(actor=ken, counter_id=hall["2"])


def test_the_forecast_follows_breaks_and_absences(hall, ken, clock):
    tickets = [take(ken) for _ in range(8)]
    def last():
        return queries.follow(tickets[-1].code).wait
    before = last()
    assert before.ahead == 7 and before.low <= before.expected <= before.high
    actions.set_counter(actor=ken, counter_id=hall["2"], state="absent", until=clock.now + timedelta(hours=2))
    during = last()
    assert during.expected > before.expected
    chief = people.staff(("residents", "manager"), username="chief")
    for number in ("1", "6"):
        actions.plan_away(actor=chief, counter_id=hall[number], starts=clock.now + timedelta(minutes=1), ends=clock.now + timedelta(minutes=61))
    clock.forward(0.5)
    assert last().expected > 45, "nobody sits there for an hour, and everybody is told"


def test_the_day_ends_and_nobody_can_be_told_from_a_ticket_any_more(hall, ken):
    hanako = people.resident()
    actions.issue_ticket(actor=hanako, office=OFFICE, errands=("pension",), came="remote", idempotency_key="h")
    take(ken)
    actions.call_next(actor=ken, counter_id=hall["1"])
    assert actions.close_day(actor=people.staff(("residents", "manager"), username="chief"), office=OFFICE) == 2
    assert not Ticket.objects.exclude(account=None).exists() and not Ticket.objects.exclude(state="lapsed").exists()
    assert all(c.state == "closed" and c.ticket is None for c in queries.desk(actor=ken, office=OFFICE).counters)


def test_events_are_not_altered_and_go_with_their_years(hall, ken, clock):
    take(ken)
    for spoil in (lambda: TicketEvent.objects.update(verb="x"), lambda: TicketEvent.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()
    today = clock.now.date()
    assert not list(TICKETS.due(today, 10)), "this year's stay"
    later = today.replace(year=today.year + 2)
    due, = TICKETS.due(later, 10)
    assert TICKETS.erase(system("privacy.shred"), due, later) and not TicketEvent.objects.exists() and not Ticket.objects.exists()
    assert Told.objects.get().ticket is None


def test_bookings_move_and_go(hall, ken, clock):
    at = clock.now + timedelta(hours=1)
    for when in (at, at + timedelta(hours=1)):
        actions.expect(actor=ken, office=OFFICE, key="b1", at=when, errands=["pension"])
    assert Booking.objects.get().at == at + timedelta(hours=1)
    actions.expect_no_more(actor=ken, key="b1")
    with pytest.raises(Refused):
        actions.issue_ticket(actor=ken, office=OFFICE, errands=(), came="booked", booking="b1", idempotency_key="b1")


def test_a_counter_that_looked_before_another_called_gets_the_one_after(hall, ken, monkeypatch):
    """Counter 2 read the line, then counter 1 called: what counter 2 saw is no longer so, and nobody is called twice."""
    first, second = take(ken), take(ken)
    stale = calling.candidates(testing.counter_row(hall["2"]), timezone.now())
    actions.call_next(actor=ken, counter_id=hall["1"])
    monkeypatch.setattr(calling, "candidates", lambda *_: stale)
    assert actions.call_next(actor=ken, counter_id=hall["2"]).id == second.id
    assert Ticket.objects.get(pk=first.id).counter.number == "1"


@pytest.mark.django_db(transaction=True)
def test_counters_that_press_at_the_same_moment_never_call_the_same_number():
    """Six counters, thirty people, everybody presses as fast as they can: each is called once, in order at each counter."""
    if connection.vendor == "sqlite":
        pytest.skip("threads need a database on disk or a server; PostgreSQL runs this one")
    ken = people.staff(("residents", "clerk"), username="kumin")
    counters = testing.ward()
    chosen = [counters[n] for n in ("1", "2", "3", "4", "5", "6")]
    testing.open_all(ken, {c: c for c in chosen})
    tickets = [take(ken).id for _ in range(30)]
    called, faults, barrier = {c: [] for c in chosen}, [], threading.Barrier(6)

    def press(counter):
        try:
            barrier.wait()
            while (ticket := actions.call_next(actor=ken, counter_id=counter, finishing=True)) is not None:
                called[counter].append(ticket.id)
                actions.start(actor=ken, counter_id=counter, ticket_id=ticket.id)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(c,)) for c in chosen]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert not faults and sorted(x for found in called.values() for x in found) == sorted(tickets)
    assert all(found == sorted(found, key=tickets.index) for found in called.values())
    assert TicketEvent.objects.filter(verb="call").count() == 30 == Ticket.objects.filter(state="done").count()
