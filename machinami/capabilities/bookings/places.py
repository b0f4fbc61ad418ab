"""Who has the places of a slot. Each change holds the slot's row locked; several slots are locked together, by key. Private to actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.bookings import wording
from machinami.capabilities.bookings.events import BookingChanged
from machinami.capabilities.bookings.models import Application, Booking, Resource, Slot
from machinami.capabilities.bookings.rows import timetable
from machinami.capabilities.bookings.types import HOLDING, LIVE, SlotTime
from machinami.capabilities.identity import queries as identity
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.events import publish
from machinami.foundation.prepared import insert


@dataclass(frozen=True, slots=True)
class Who:
    """For whom a place is."""

    account_id: str | None
    person_id: str | None

    @property
    def holder(self) -> str:
        return f"person:{self.person_id}" if self.person_id else f"account:{self.account_id}"


def who(actor: Actor, person_id: Any, section: str) -> Who:
    """The resident themself; for ``person_id``, whom staff books for by telephone or at the counter."""
    if actor.kind == "resident":
        return Who(actor.id, actor.person_id)
    actor.require("bookings.attend", section=section)
    if person_id is None:
        raise NotFound("person")
    account = identity.account_of(person_id)
    return Who(account.id if account else None, str(person_id))


def slot_of(resource: Resource, starts_at: datetime) -> Slot:
    """The slot, locked; written first where nobody asked for it before. :raises Refused: when the timetable has none."""
    slot = Slot.objects.select_for_update().filter(resource=resource, starts_at=starts_at).first()
    if slot is None:
        there = timetable(resource, starts_at, starts_at).slot_at(starts_at)
        if there is None:
            raise Refused(wording.NO_SLOT, code="no_slot")
        write(resource, [there])
        slot = Slot.objects.select_for_update().get(resource=resource, starts_at=starts_at)
    return slot


def write(resource: Resource, slots: Iterable[SlotTime]) -> None:
    """Rows for slots that have none yet; who writes the same at the same moment writes one."""
    Slot.objects.bulk_create([Slot(resource=resource, starts_at=s.starts_at, ends_at=s.ends_at, capacity=s.capacity)
                              for s in slots], ignore_conflicts=True)


def locked(keys: Iterable[Any]) -> dict[Any, Slot]:
    """Slots locked in the order of their keys, so that nobody waits for somebody who waits for them."""
    return {s.pk: s for s in Slot.objects.select_for_update().filter(pk__in=set(keys)).order_by("pk")}


def arrive(slot: Slot, for_whom: Who, *, actor: Actor, resource: Resource, state: str, **values: Any) -> Booking:
    """Write a booking as the next arrival at a locked slot. ``state`` booked or offered takes a place, if one is free."""
    holds = state in HOLDING
    rows = Slot.objects.filter(pk=slot.pk, arrivals=slot.arrivals)
    if holds:
        rows = rows.filter(taken__lt=F("capacity"))
    if not rows.update(arrivals=F("arrivals") + 1, taken=F("taken") + int(holds)):
        raise Conflict(wording.FULL, code="full")
    slot.arrivals += 1
    slot.taken += int(holds)
    now = timezone.now()
    booking = Booking(slot=slot, account_id=for_whom.account_id, person_id=for_whom.person_id, holder=for_whom.holder,
                                     state=state, number=slot.arrivals, made_at=now, changed_at=now, **values)
    insert(booking)
    _tell(booking, actor, resource)
    return booking


def move(booking: Booking, state: str, *, actor: Actor, resource: Resource, **values: Any) -> None:
    """Another state for a booking whose slot is locked; its place, if it loses one, is not yet anybody's (:func:`pass_on`)."""
    booking.state, booking.changed_at = state, timezone.now()
    booking.sequence += 1
    for name, value in values.items():
        setattr(booking, name, value)
    booking.save(update_fields=["state", "changed_at", "sequence", *values])
    _tell(booking, actor, resource)


def _tell(booking: Booking, actor: Actor, resource: Resource) -> None:
    record(actor=actor, verb=f"bookings.{booking.state}", subject=f"bookings.Booking:{booking.pk}", section=resource.section,
           person_id=booking.person_id, detail={"slot": str(booking.slot_id), "number": booking.number})
    publish(BookingChanged(str(booking.pk), str(booking.account_id or ""), resource.section, booking.state, booking.sequence))


def last_moment(resource: Resource, slot: Slot | SlotTime) -> datetime:
    """Until when a place of the slot can be had."""
    return slot.starts_at - timedelta(minutes=resource.lead_minutes)


def offered_until(resource: Resource, slot: Slot, now: datetime) -> datetime:
    return min(now + timedelta(minutes=resource.offer_minutes), last_moment(resource, slot))


def pass_on(slot: Slot, *, actor: Actor, resource: Resource) -> None:
    """A place of a locked slot is nobody's now: it is kept for the next who waits, then for who would rather come earlier."""
    now = timezone.now()
    until = offered_until(resource, slot, now)
    if until > now:
        waiting = Booking.objects.filter(slot=slot, state="waiting").order_by("number").first()
        if waiting is not None:
            move(waiting, "offered", actor=actor, resource=resource, offered_until=until)
            return
    Slot.objects.filter(pk=slot.pk).update(taken=F("taken") - 1)
    slot.taken -= 1
    later = _who_would_come_earlier(slot) if until > now else None
    if later is not None:
        arrive(slot, Who(later.account_id, later.person_id), actor=actor, resource=resource, state="offered", source="earlier",
               instead_of=later, offered_until=until)


def fill(slot: Slot, *, actor: Actor, resource: Resource) -> None:
    """A locked slot has more places than before: each goes to the next who waits."""
    now = timezone.now()
    until = offered_until(resource, slot, now)
    free = slot.capacity - slot.taken
    for waiting in Booking.objects.filter(slot=slot, state="waiting").order_by("number")[:max(0, free) if until > now else 0]:
        Slot.objects.filter(pk=slot.pk).update(taken=F("taken") + 1)
        slot.taken += 1
        move(waiting, "offered", actor=actor, resource=resource, offered_until=until)


def _who_would_come_earlier(slot: Slot) -> Booking | None:
    """Of those booked for a later slot, the first who asked, and was not asked for this slot before."""
    here = Booking.objects.filter(slot=slot)
    return Booking.objects.filter(slot__resource=slot.resource_id, slot__starts_at__gt=slot.starts_at, state="booked",
                                  wants_earlier=True).exclude(pk__in=here.exclude(instead_of=None).values("instead_of")).exclude(
        holder__in=here.filter(state__in=LIVE).values("holder")).order_by("made_at", "pk").first()


def settle_siblings(booking: Booking, slots: dict[Any, Slot], *, actor: Actor, resource: Resource) -> None:
    """Somebody took a place: what else they hold by the same application, or hold it instead of, is let go. Slots are locked."""
    others = [*_siblings(booking)]
    if booking.instead_of is not None:
        others.append(booking.instead_of)
    for other in others:
        other.refresh_from_db()
        if other.state not in LIVE:
            continue
        held = other.state in HOLDING
        move(other, "moved", actor=actor, resource=resource)
        if held:
            pass_on(slots[other.slot_id], actor=actor, resource=resource)


def slots_together(booking: Booking) -> set[Any]:
    """Keys of all slots that taking this place touches."""
    keys = {booking.slot_id, *(b.slot_id for b in _siblings(booking))}
    return keys | ({booking.instead_of.slot_id} if booking.instead_of else set())


def _siblings(booking: Booking) -> list[Booking]:
    if booking.application_id is None:
        return []
    return list(Booking.objects.filter(application=booking.application_id, state__in=LIVE).exclude(pk=booking.pk))


def application_holder(application: Application) -> Who:
    return Who(str(application.account_id) if application.account_id else None,
               str(application.person_id) if application.person_id else None)
