"""Making resources and their hours; closing them, a day of them, or places of a slot. The section's own, on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.bookings import places, wording
from machinami.capabilities.bookings.models import Booking, OpeningRule, Resource, Slot, SpecialDay
from machinami.capabilities.bookings.rows import resource_row, timetable
from machinami.capabilities.bookings.timetable import HERE, at, overlapping
from machinami.capabilities.bookings.types import LIVE, ClosedDay, Kind, Opening, ResourceRow, Span
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text

#: Days after a closed one in which those who were booked are looked another time for.
SEARCH_DAYS = 21


@action("bookings.manage")
def open_resource(*, actor: Actor, code: str, section: str, kind: Kind, title: Text, place: Text, minutes: int, capacity: int,
                  openings: Sequence[Opening] = (), calendar: str = "office", ahead_days: int = 60, lead_minutes: int = 0,
                  cancel_minutes: int = 0, offer_minutes: int = 24 * 60, per_person: int = 1) -> ResourceRow:
    """:raises Conflict: ``code``: for a code that is in use. :raises Refused: for openings that overlap or numbers below one."""
    actor.require("bookings.manage", section=section)
    if minutes < 1 or capacity < 1:
        raise Refused(wording.WRONG_NUMBERS, code="numbers")
    row = Resource(code=code, section=section, kind=kind, title=title.as_dict(), place=place.as_dict(), calendar=calendar,
                   minutes=minutes, capacity=capacity, ahead_days=ahead_days, lead_minutes=lead_minutes,
                   cancel_minutes=cancel_minutes, offer_minutes=offer_minutes, per_person=per_person)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(wording.CODE_TAKEN, code="code") from None
    _keep(row, openings)
    _record(actor, row, "open_resource")
    return resource_row(row)


@action("bookings.manage")
def set_openings(*, actor: Actor, resource_id: Any, openings: Sequence[Opening]) -> None:
    """The weekly hours, all anew. Slots that somebody has asked for already stay as they are. :raises Refused: ``overlap``."""
    row = _managed(actor, resource_id)
    OpeningRule.objects.filter(resource=row).delete()
    _keep(row, openings)
    _record(actor, row, "set_openings")


def _keep(row: Resource, openings: Sequence[Opening]) -> None:
    if any(o.ends <= o.begins or o.capacity == 0 for o in openings):
        raise Refused(wording.WRONG_NUMBERS, code="numbers")
    if overlapping(openings):
        raise Refused(wording.OVERLAP, code="overlap")
    OpeningRule.objects.bulk_create([
        OpeningRule(resource=row, weekday=o.weekday, begins=o.begins, ends=o.ends, valid_from=o.valid_from,
                    valid_until=o.valid_until, capacity=o.capacity) for o in openings])


@action("bookings.manage")
def set_special_day(*, actor: Actor, resource_id: Any, day: date, spans: Sequence[Span], reason: Text | None = None) -> None:
    """Other hours on one day (also on one that is closed by the calendar). To close a day there is :func:`close_day`."""
    row = _managed(actor, resource_id)
    if not spans or any(s.ends <= s.begins for s in spans):
        raise Refused(wording.WRONG_NUMBERS, code="numbers")
    _special(row, day, spans, reason)
    _record(actor, row, "set_special_day", day=day.isoformat())


def _special(row: Resource, day: date, spans: Sequence[Span], reason: Text | None) -> None:
    written = [[s.begins.isoformat("minutes"), s.ends.isoformat("minutes"), s.capacity] for s in spans]
    SpecialDay.objects.update_or_create(resource=row, day=day, defaults={
        "spans": written, "reason": reason.as_dict() if reason else {}})


@action("bookings.manage")
def close_resource(*, actor: Actor, resource_id: Any) -> None:
    """No new bookings; those there are stay."""
    row = _managed(actor, resource_id)
    if Resource.objects.filter(pk=row.pk, closed_at=None).update(closed_at=timezone.now()):
        _record(actor, row, "close_resource")


@action("bookings.manage")
def reopen_resource(*, actor: Actor, resource_id: Any) -> None:
    row = _managed(actor, resource_id)
    if Resource.objects.filter(pk=row.pk).exclude(closed_at=None).update(closed_at=None):
        _record(actor, row, "reopen_resource")


@action("bookings.manage")
def set_capacity(*, actor: Actor, resource_id: Any, starts_at: datetime, capacity: int) -> None:
    """Places of one slot. More: they go to those who wait. :raises Refused: ``taken``: for fewer than are held."""
    resource = _managed(actor, resource_id)
    slot = places.slot_of(resource, starts_at)
    if capacity < max(1, slot.taken):
        raise Refused(wording.BELOW_TAKEN, code="taken")
    Slot.objects.filter(pk=slot.pk).update(capacity=capacity)
    slot.capacity = capacity
    places.fill(slot, actor=actor, resource=resource)
    _record(actor, resource, "set_capacity", slot=str(slot.pk), capacity=capacity)


@action("bookings.manage")
def close_day(*, actor: Actor, resource_id: Any, day: date, reason: Text) -> ClosedDay:
    """Close one day. Who was booked is told and offered the next free time; who waited is told. Twice is once.

    The offers are made in the order of the time and the number that people had.
    """
    resource = _managed(actor, resource_id)
    _special(resource, day, (), reason)
    begin = at(day, time.min)
    later = [s for n in range(1, SEARCH_DAYS + 1) for s in timetable(resource, begin, begin + timedelta(days=SEARCH_DAYS)).slots(
        day + timedelta(days=n))] if _displaced(resource, begin).exists() else []
    places.write(resource, later)
    keys = Slot.objects.filter(resource=resource, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=SEARCH_DAYS + 1))
    slots = places.locked(keys.values_list("pk", flat=True))
    rows = list(_displaced(resource, begin))
    booked = [row for row in rows if row.state == "booked"]
    for row in rows:
        places.move(row, "displaced", actor=actor, resource=resource)
    Slot.objects.filter(resource=resource, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=1)).update(taken=0, capacity=0)
    after = sorted((s for s in slots.values() if s.starts_at.astimezone(HERE).date() > day), key=lambda s: s.starts_at)
    offered = sum(_offer_another(row, after, actor, resource) for row in booked)
    _record(actor, resource, "close_day", day=day.isoformat(), displaced=len(rows), offered=offered)
    return ClosedDay(displaced=len(rows), offered=offered)


def _displaced(resource: Resource, begin: datetime) -> Any:
    return Booking.objects.filter(slot__resource=resource, slot__starts_at__gte=begin, slot__starts_at__lt=begin + timedelta(days=1),
                                  state__in=LIVE).select_related("slot").order_by("slot__starts_at", "number")


def _offer_another(row: Booking, after: Sequence[Slot], actor: Actor, resource: Resource) -> bool:
    now = timezone.now()
    mine = set(Booking.objects.filter(slot__in=[s.pk for s in after], holder=row.holder, state__in=LIVE).values_list("slot_id", flat=True))
    for slot in after:
        until = places.offered_until(resource, slot, now)
        if slot.taken < slot.capacity and until > now and slot.pk not in mine:
            places.arrive(slot, places.Who(_text(row.account_id), _text(row.person_id)), actor=actor, resource=resource,
                          state="offered", source="displaced", instead_of=row, offered_until=until)
            return True
    return False


def _text(key: Any) -> str | None:
    return str(key) if key else None


def _managed(actor: Actor, resource_id: Any) -> Resource:
    row = Resource.objects.select_for_update().filter(pk=resource_id).first()
    if row is None:
        raise NotFound("resource")
    actor.require("bookings.manage", section=row.section)
    return row


def _record(actor: Actor, row: Resource, verb: str, **detail: Any) -> None:
    record(actor=actor, verb=f"bookings.{verb}", subject=f"bookings.Resource:{row.pk}", section=row.section, detail=detail or None)
