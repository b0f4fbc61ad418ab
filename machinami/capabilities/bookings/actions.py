"""Booking a place, waiting for one, giving it back. Each change locks its slots, keeps audit and publishes what happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from machinami.capabilities.bookings import places, wording
from machinami.capabilities.bookings.lotteries import (  # noqa: F401 - this is their door
    apply_for_lottery,
    draw,
    open_lottery,
    withdraw_application,
)
from machinami.capabilities.bookings.managing import (  # noqa: F401 - this is their door
    close_day,
    close_resource,
    open_resource,
    reopen_resource,
    set_capacity,
    set_openings,
    set_special_day,
)
from machinami.capabilities.bookings.models import Booking, Lottery, Press, Resource, Slot
from machinami.capabilities.bookings.rows import booking_row, may_cancel
from machinami.capabilities.bookings.sweeping import draw_due, end_lines, lapse, remind  # noqa: F401 - this is their door
from machinami.capabilities.bookings.types import LIVE, BookingRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.prepared import Prepared


@action("owner")
def book(*, actor: Actor, resource_id: Any, starts_at: datetime, idempotency_key: str, wait: bool = True,
         wants_earlier: bool = False, person_id: Any = None) -> BookingRow:
    """A place in a slot, or where none is free (and ``wait``) the next place in its line. Same key, same booking.

    ``person_id``: for whom staff books. :raises Refused: no_slot, closed, too_late, too_early, lottery, too_many, full.
    :raises Conflict: ``already``: the person has a place there or waits for one; ``key``: the key was another booking's.
    """
    resource = known_resource(resource_id)
    whose = places.who(actor, person_id, resource.section)
    if (known := _by_key(idempotency_key, whose.holder, starts_at)) is not None:
        return booking_row(known)
    _in_time(resource, starts_at)
    if resource.per_person:
        _one_press_at_a_time(resource, whose.holder)
    slot = places.slot_of(resource, starts_at)
    for mine, key in _LIVE_THERE(slot.pk, whose.holder):
        if key == idempotency_key:
            return booking_row(_whole(mine))
        raise Conflict(wording.ALREADY, code="already")
    # Asked once the slot is locked: who opens a lottery locks its slots, too.
    if any(since <= starts_at < until for since, until in _TO_DRAW(resource.pk)):
        raise Refused(wording.LOTTERY, code="lottery")
    free = slot.taken < slot.capacity
    if not free and (not wait or not slot.capacity):
        raise Refused(wording.FULL if slot.capacity else wording.CLOSED, code="full" if slot.capacity else "closed")
    booking = places.arrive(slot, whose, actor=actor, resource=resource, state="booked" if free else "waiting",
                            wants_earlier=wants_earlier, idempotency_key=idempotency_key,
                            source="direct" if actor.kind == "resident" else "desk")
    slot.resource = resource
    booking.slot = slot
    return booking_row(booking, ahead=0 if free else _IN_LINE(slot.pk)[0][0] - 1)


# What everybody asks who presses in the same second.
_FIELDS = [f.attname for f in Resource._meta.concrete_fields]
_RESOURCE = Prepared(lambda key: Resource.objects.filter(pk=key).values_list(*_FIELDS))
_KEYS = Prepared(lambda key: Booking.objects.filter(idempotency_key=key).values_list("pk", "holder", "slot__starts_at"))
_LIVE_THERE = Prepared(lambda slot, holder: Booking.objects.filter(slot=slot, holder=holder, state__in=LIVE).values_list(
    "pk", "idempotency_key"))
_TO_DRAW = Prepared(lambda resource: Lottery.objects.filter(resource=resource, drawn_at=None).values_list("slots_from", "slots_until"))
_IN_LINE = Prepared(lambda slot: Booking.objects.filter(slot=slot, state="waiting").values("slot").annotate(
    number=Count("pk")).values_list("number"))


def known_resource(key: Any) -> Resource:
    """:raises NotFound: for none of that id."""
    found = _RESOURCE.first(key)
    if found is None:
        raise NotFound("resource")
    return Resource.from_db("default", _FIELDS, found)


def _in_time(resource: Resource, starts_at: datetime) -> None:
    if resource.closed_at is not None:
        raise Refused(wording.CLOSED, code="closed")
    now = timezone.now()
    if starts_at - timedelta(minutes=resource.lead_minutes) <= now:
        raise Refused(wording.TOO_LATE, code="too_late")
    if timezone.localdate(starts_at) > timezone.localdate(now) + timedelta(days=resource.ahead_days):
        raise Refused(wording.TOO_EARLY, code="too_early")


def _one_press_at_a_time(resource: Resource, holder: str) -> None:
    """:raises Refused: when the person has as many bookings here as one may have."""
    Press.objects.bulk_create([Press(resource=resource, holder=holder)], ignore_conflicts=True)
    Press.objects.select_for_update().get(resource=resource, holder=holder)
    mine = Booking.objects.filter(holder=holder, state__in=LIVE, slot__resource=resource, slot__starts_at__gt=timezone.now(),
                                  instead_of=None)
    if mine.count() >= resource.per_person:
        raise Refused(wording.TOO_MANY, code="too_many")


def _by_key(key: str, holder: str, starts_at: datetime) -> Booking | None:
    for booking, whose, moment in _KEYS(key):
        if whose != holder or moment != starts_at:
            raise Conflict(wording.OTHER_KEY, code="key")
        return _whole(booking)
    return None


def _whole(key: Any) -> Booking:
    return Booking.objects.select_related("slot__resource", "instead_of").get(pk=key)


def _own(actor: Actor, booking_id: Any) -> Booking:
    """A booking of the actor's own: by account, by person, by the link in a letter, or the section's.

    :raises NotFound: for anybody else's.
    """
    row = Booking.objects.select_related("slot__resource", "instead_of").filter(pk=booking_id).first()
    if row is None or not owns(actor, row):
        raise NotFound("booking")
    return row


def owns(actor: Actor, row: Booking) -> bool:
    if actor.kind == "invited":
        return actor.id == str(row.pk)
    if actor.kind == "resident":
        return actor.id == str(row.account_id) or bool(actor.person_id and actor.person_id == str(row.person_id))
    return actor.may("bookings.attend", section=row.slot.resource.section)


@action("owner")
def cancel(*, actor: Actor, booking_id: Any) -> BookingRow:
    """Give a place back, decline an offer, leave the line. The place goes to the next who waits. Twice is once.

    :raises Refused: ``late``: residents only until ``cancel_minutes`` before. :raises Conflict: ``over``: it took place.
    """
    row = _own(actor, booking_id)
    slot = places.locked([row.slot_id])[row.slot_id]
    row.refresh_from_db(fields=["state", "sequence"])
    resource = row.slot.resource
    if row.state in LIVE:
        if actor.kind in ("resident", "invited") and not may_cancel(row, resource):
            raise Refused(wording.PAST_CANCEL, code="late")
        held = row.state != "waiting"
        places.move(row, "cancelled", actor=actor, resource=resource)
        if held:
            places.pass_on(slot, actor=actor, resource=resource)
    elif row.state != "cancelled":
        raise Conflict(wording.OVER, code="over")
    return booking_row(row)


@action("owner")
def accept_offer(*, actor: Actor, booking_id: Any) -> BookingRow:
    """Take the place that was offered; what it stands in for is given back, in the same transaction. Twice is once.

    :raises Conflict: ``gone``: too late, it went on to the next. ``over``: there is no offer.
    """
    row = _own(actor, booking_id)
    slots = places.locked(places.slots_together(row))
    row.refresh_from_db(fields=["state", "sequence", "offered_until"])
    if row.state == "booked":
        return booking_row(row)
    if row.state == "lapsed" or (row.state == "offered" and row.offered_until is not None and row.offered_until <= timezone.now()):
        raise Conflict(wording.OFFER_GONE, code="gone")
    if row.state != "offered":
        raise Conflict(wording.OVER, code="over")
    resource = row.slot.resource
    places.move(row, "booked", actor=actor, resource=resource)
    places.settle_siblings(row, slots, actor=actor, resource=resource)
    return booking_row(row)


@action("owner")
def want_earlier(*, actor: Actor, booking_id: Any, wanted: bool) -> BookingRow:
    """Ask to be offered an earlier time when one becomes free, or no longer."""
    row = _own(actor, booking_id)
    Booking.objects.filter(pk=row.pk, state__in=LIVE).update(wants_earlier=wanted)
    return booking_row(_whole(row.pk))


@action("bookings.attend")
def check_in(*, actor: Actor, booking_id: Any) -> BookingRow:
    """The person is here. Twice is once; a booking marked as not come by mistake is put right."""
    return _attendance(actor, booking_id, "attended")


@action("bookings.attend")
def no_show(*, actor: Actor, booking_id: Any) -> BookingRow:
    """The person did not come. :raises Refused: before the time."""
    return _attendance(actor, booking_id, "no_show")


def _attendance(actor: Actor, booking_id: Any, state: str) -> BookingRow:
    actor.require("bookings.attend")
    row = Booking.objects.select_related("slot__resource").filter(pk=booking_id).first()
    if row is None or not actor.may("bookings.attend", section=row.slot.resource.section):
        raise NotFound("booking")
    Slot.objects.select_for_update().get(pk=row.slot_id)
    row.refresh_from_db(fields=["state", "sequence"])
    if row.state == state:
        return booking_row(row)
    if row.state not in ("booked", "attended", "no_show"):
        raise Conflict(wording.OVER, code="over")
    if state == "no_show" and row.slot.starts_at > timezone.now():
        raise Refused(wording.NOT_STARTED, code="not_started")
    places.move(row, state, actor=actor, resource=row.slot.resource)
    return booking_row(row)
