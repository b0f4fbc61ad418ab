"""Hanako moves on Friday and wants the counter at ten, which Ken has. She waits, he cancels, the place is kept for her until
she answers, and nobody who came after her gets it."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from machinami.capabilities.bookings import actions, queries, testing
from machinami.capabilities.bookings.models import Booking, Slot
from machinami.capabilities.bookings.testing import SYSTEM, book, states
from machinami.capabilities.bookings.types import Opening, Span
from machinami.capabilities.identity import testing as people
from machinami.capabilities.notices.models import Notice
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.testing import run_tasks

pytestmark = pytest.mark.django_db
TEN = testing.slot()


def test_who_waits_gets_the_place_that_is_given_back_and_nobody_passes_them():
    counter, (ken, late) = testing.counter(), testing.people(2)
    hanako = people.resident()
    his, hers = book(ken, counter, TEN), book(hanako, counter, TEN)
    assert (his.state, hers.state, hers.ahead) == ("booked", "waiting", 0)
    assert book(late, counter, TEN).ahead == 1

    actions.cancel(actor=ken, booking_id=his.id)
    assert states(TEN) == ["cancelled", "offered", "waiting"]
    with pytest.raises(Refused, match="満員"):
        book(ken, counter, TEN, wait=False, idempotency_key="again")

    run_tasks()
    told = Notice.objects.filter(account_id=hanako.id).values_list("template", flat=True)
    assert list(told) == ["booking_offered"], "what is no longer so is not told"
    link = Notice.objects.get(account_id=hanako.id).link
    guest = queries.invited(link.split("/")[4])
    assert actions.accept_offer(actor=guest, booking_id=hers.id).state == "booked"
    assert actions.accept_offer(actor=hanako, booking_id=hers.id).state == "booked", "twice is once"
    assert states(TEN) == ["cancelled", "booked", "waiting"] and Slot.objects.get().taken == 1


def test_an_offer_nobody_answers_passes_on():
    counter, (first, second, third) = testing.counter(), testing.people(3)
    mine, *rows = (book(p, counter, TEN) for p in (first, second, third))
    actions.cancel(actor=first, booking_id=mine.id)
    assert actions.lapse(actor=SYSTEM) == 0, "it has its time"
    testing.run_out(rows[0].id)
    with pytest.raises(Conflict, match="次の人"):
        actions.accept_offer(actor=second, booking_id=rows[0].id)
    assert (actions.lapse(actor=SYSTEM), actions.lapse(actor=SYSTEM)) == (1, 0)
    assert states(TEN) == ["cancelled", "lapsed", "offered"]
    actions.cancel(actor=third, booking_id=rows[1].id)
    assert Slot.objects.get().taken == 0 and book(second, counter, TEN, idempotency_key="anew").state == "booked"


def test_pressed_twice_it_is_one_booking_and_a_key_is_nobody_elses():
    counter, (ken, mari) = testing.counter(capacity=5), testing.people(2)
    first, again = (book(ken, counter, TEN, idempotency_key="k") for _ in range(2))
    assert first.id == again.id and Booking.objects.count() == 1
    with pytest.raises(Conflict, match="もう予約"):
        book(ken, counter, TEN, idempotency_key="other")
    with pytest.raises(Conflict, match="別の予約"):
        book(mari, counter, TEN, idempotency_key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(slot=Slot.objects.get(), account_id=ken.id, holder=f"account:{ken.id}", state="booked", number=9,
                               made_at=timezone.now(), changed_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.update(taken=6)


def test_two_accounts_of_one_resident_are_one_person():
    from machinami.capabilities.identity.models import Account
    from machinami.foundation.actors import Actor

    counter, hanako = testing.counter(capacity=5), people.resident()
    book(hanako, counter, TEN)
    other = Account.objects.create(issuer="other", subject="1", person_id=hanako.person_id, name="花子")
    twin = Actor(kind="resident", id=str(other.pk), person_id=hanako.person_id)
    with pytest.raises(Conflict):
        book(twin, counter, TEN)
    assert len(queries.my_bookings(actor=twin).rows) == 1


def test_who_would_rather_come_earlier_is_offered_it_and_their_later_place_goes_on():
    counter, (ken, mari, aki) = testing.counter(), testing.people(3)
    eleven = testing.slot(hour=11)
    early, hers = book(ken, counter, TEN), book(mari, counter, eleven, wants_earlier=True)
    waits = book(aki, counter, eleven)
    actions.cancel(actor=ken, booking_id=early.id)
    offer = Booking.objects.get(slot__starts_at=TEN, state="offered")
    assert str(offer.instead_of_id) == hers.id and states(eleven) == ["booked", "waiting"]
    actions.accept_offer(actor=mari, booking_id=offer.pk)
    assert states(eleven) == ["moved", "offered"] and Booking.objects.get(state="offered").pk.hex == waits.id.replace("-", "")
    assert list(Slot.objects.order_by("starts_at").values_list("taken", flat=True)) == [1, 1]


def test_who_does_not_want_the_earlier_time_keeps_the_later_and_is_not_asked_again():
    counter, (ken, mari) = testing.counter(), testing.people(2)
    early = book(ken, counter, TEN)
    book(mari, counter, testing.slot(hour=11), wants_earlier=True)
    actions.cancel(actor=ken, booking_id=early.id)
    offer = Booking.objects.get(slot__starts_at=TEN, state="offered")
    actions.cancel(actor=mari, booking_id=offer.pk)
    assert states(TEN) == ["cancelled", "cancelled"] and states(testing.slot(hour=11)) == ["booked"]


@pytest.mark.parametrize(("starts_at", "code"), [
    (testing.slot(hour=10, minute=5), "no_slot"), (testing.slot(hour=17), "no_slot"), (testing.slot(days=-1), "too_late"),
    (testing.slot(days=61), "too_early"),
])
def test_a_time_that_cannot_be_booked_is_refused_in_words(starts_at, code):
    with pytest.raises(Refused) as refused:
        book(testing.people(1)[0], testing.counter(), starts_at)
    assert refused.value.code == code and not refused.value.message.missing() and not Booking.objects.exists()


def test_closing_days_validity_and_special_days():
    monday = Opening(weekday=0, begins=time(9), ends=time(10), valid_from=date(2026, 11, 1), valid_until=date(2027, 1, 31))
    counter = testing.counter(openings=[monday], calendar="office")

    def starts(day):
        return [timezone.localtime(s.starts_at).strftime("%H:%M") for s in queries.slots(resource_id=counter.id, since=day, days=1)]

    assert starts(date(2027, 1, 18)) == ["09:00", "09:30"]
    assert starts(date(2027, 1, 11)) == [], "成人の日"
    assert starts(date(2027, 2, 1)) == [], "no longer valid"
    actions.set_special_day(actor=SYSTEM, resource_id=counter.id, day=date(2027, 1, 11), spans=[Span(begins=time(13), ends=time(13, 30))])
    assert starts(date(2027, 1, 11)) == ["13:00"]
    with pytest.raises(Refused, match="重なって"):
        actions.set_openings(actor=SYSTEM, resource_id=counter.id, openings=[monday, monday])
    assert not Slot.objects.exists(), "nobody asked: nothing is written"


def test_one_may_have_so_many_at_a_time():
    counter, (ken,) = testing.counter(per_person=1), testing.people(1)
    first = book(ken, counter, TEN)
    with pytest.raises(Refused, match="同時に"):
        book(ken, counter, testing.slot(hour=11))
    actions.cancel(actor=ken, booking_id=first.id)
    assert book(ken, counter, testing.slot(hour=11)).state == "booked"


def test_what_is_somebody_elses_is_not_there_and_roles_bound_the_desk():
    counter, (ken, mari) = testing.counter(cancel_minutes=60), testing.people(2)
    row = book(ken, counter, TEN)
    for attempt in (actions.cancel, actions.accept_offer):
        with pytest.raises(NotFound):
            attempt(actor=mari, booking_id=row.id)
    with pytest.raises(NotFound):
        queries.booking(actor=mari, booking_id=row.id)
    other = people.staff(("childcare", "manager"))
    with pytest.raises(NotAllowed):
        queries.day_list(actor=other, resource_id=counter.id, day=TEN.date())
    with pytest.raises(NotFound):
        actions.check_in(actor=other, booking_id=row.id)
    clerk = people.staff(("residents", "clerk"), username="clerk")
    assert [r.name for r in queries.day_list(actor=clerk, resource_id=counter.id, day=TEN.date())] == ["many 0"]
    with pytest.raises(NotAllowed):
        actions.close_day(actor=clerk, resource_id=counter.id, day=TEN.date(), reason=Text(ja="点検"))
    with pytest.raises(Refused, match="時刻を過ぎて"):
        actions.no_show(actor=clerk, booking_id=row.id)
    assert actions.check_in(actor=clerk, booking_id=row.id).state == "attended"
    with pytest.raises(Conflict):
        actions.cancel(actor=ken, booking_id=row.id)


def test_the_desk_books_for_who_calls():
    counter, hanako = testing.counter(), people.resident()
    clerk = people.staff(("residents", "clerk"))
    row = book(clerk, counter, TEN, person_id=hanako.person_id)
    assert row.state == "booked" and [b.id for b in queries.my_bookings(actor=hanako).rows] == [row.id]


def test_too_late_to_cancel_here():
    counter, (ken,) = testing.counter(cancel_minutes=60 * 24 * 7), testing.people(1)
    row = book(ken, counter, TEN)
    assert not row.may_cancel
    with pytest.raises(Refused, match="電話"):
        actions.cancel(actor=ken, booking_id=row.id)
    assert actions.cancel(actor=people.staff(("residents", "clerk")), booking_id=row.id).state == "cancelled"


def test_a_day_that_closes_tells_everybody_and_offers_the_booked_another_time():
    counter, (ken, mari, aki, taken) = testing.counter(), testing.people(4)
    book(taken, counter, testing.slot(days=4, hour=9))
    for person in (ken, mari):
        book(person, counter, TEN)
    book(aki, counter, testing.slot(hour=9))
    done = actions.close_day(actor=SYSTEM, resource_id=counter.id, day=TEN.date(), reason=Text(ja="停電"))
    assert (done.displaced, done.offered) == (3, 2)
    offers = Booking.objects.filter(state="offered").order_by("slot__starts_at")
    assert [(str(o.account_id), o.slot.starts_at) for o in offers] == [
        (aki.id, testing.slot(days=4, hour=9, minute=30)), (ken.id, testing.slot(days=4))], "the earlier time first"
    run_tasks()
    assert Notice.objects.filter(template="booking_displaced").count() == 3
    with pytest.raises(Refused):
        book(taken, counter, TEN)
    again = actions.close_day(actor=SYSTEM, resource_id=counter.id, day=TEN.date(), reason=Text(ja="停電"))
    assert (again.displaced, again.offered) == (0, 0)
    assert [s.state for s in queries.slots(resource_id=counter.id, since=TEN.date(), days=1)] == []


def test_more_places_go_to_who_waits():
    counter, waiting = testing.counter(), testing.people(4)
    for person in waiting:
        book(person, counter, TEN)
    actions.set_capacity(actor=SYSTEM, resource_id=counter.id, starts_at=TEN, capacity=3)
    assert states(TEN) == ["booked", "offered", "offered", "waiting"]
    with pytest.raises(Refused, match="少ない定員"):
        actions.set_capacity(actor=SYSTEM, resource_id=counter.id, starts_at=TEN, capacity=2)


def test_reminded_once_and_lines_end_when_the_time_has_come():
    counter, (ken, mari) = testing.counter(), testing.people(2)
    tomorrow = testing.slot(days=1, hour=9)
    book(ken, counter, tomorrow), book(mari, counter, tomorrow)
    Booking.objects.update(changed_at=timezone.now() - timedelta(days=5))
    Slot.objects.update(starts_at=timezone.now() + timedelta(hours=5))
    actions.remind(actor=SYSTEM), actions.remind(actor=SYSTEM)
    assert Notice.objects.filter(template="booking_reminder").count() == 1
    Slot.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    assert (actions.end_lines(actor=SYSTEM), actions.end_lines(actor=SYSTEM)) == (1, 0)
    assert set(Booking.objects.values_list("state", flat=True)) == {"booked", "ended"}


def test_who_it_was_is_forgotten_in_time():
    from machinami.capabilities.bookings.erasing import BOOKINGS
    from machinami.capabilities.privacy.ports import is_needed

    counter, (ken,) = testing.counter(), testing.people(1)
    book(ken, counter, TEN)
    assert is_needed(ken.id) and not list(BOOKINGS.due(timezone.localdate(), 10))
    Slot.objects.update(ends_at=timezone.now() - timedelta(days=1000))
    (due,) = BOOKINGS.due(timezone.localdate(), 10)
    assert BOOKINGS.erase(SYSTEM, due, timezone.localdate()) and not BOOKINGS.erase(SYSTEM, due, timezone.localdate())
    row = Booking.objects.get()
    assert row.account_id is None and row.holder.startswith("erased:") and not is_needed(ken.id)
