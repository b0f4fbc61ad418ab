"""By the clock: offers nobody answered pass on, lines of past slots end, lotteries are drawn, people are reminded. Each may run again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from machinami.capabilities.bookings import lotteries, places, telling
from machinami.capabilities.bookings.models import Booking, Lottery
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor

#: Hours before the slot at which the person is reminded.
REMIND_HOURS = 24
_AT_ONCE = 500


@action("system", atomic=False)
def lapse(*, actor: Actor) -> int:
    """Offers whose time is over go to the next who waits. Returns how many."""
    actor.require("bookings.manage")
    late = Booking.objects.filter(state="offered", offered_until__lte=timezone.now()).order_by("offered_until")
    return sum(_lapse(actor, key, slot) for key, slot in list(late.values_list("pk", "slot_id")[:_AT_ONCE]))


@transaction.atomic
def _lapse(actor: Actor, key: Any, slot_id: Any) -> bool:
    slot = places.locked([slot_id])[slot_id]
    row = Booking.objects.select_related("slot__resource").get(pk=key)
    if row.state != "offered" or row.offered_until is None or row.offered_until > timezone.now():
        return False
    resource = row.slot.resource
    places.move(row, "lapsed", actor=actor, resource=resource)
    places.pass_on(slot, actor=actor, resource=resource)
    return True


@action("system", atomic=False)
def end_lines(*, actor: Actor) -> int:
    """Who still waits for a slot that has begun waits no longer. Returns how many."""
    actor.require("bookings.manage")
    rows = Booking.objects.filter(state="waiting", slot__starts_at__lte=timezone.now()).order_by("slot_id")
    return sum(_end(actor, key, slot) for key, slot in list(rows.values_list("pk", "slot_id")[:_AT_ONCE]))


@transaction.atomic
def _end(actor: Actor, key: Any, slot_id: Any) -> bool:
    places.locked([slot_id])
    row = Booking.objects.select_related("slot__resource").get(pk=key)
    if row.state != "waiting":
        return False
    places.move(row, "ended", actor=actor, resource=row.slot.resource)
    return True


@action("system", atomic=False)
def draw_due(*, actor: Actor) -> int:
    """Draw the lotteries whose moment has come. Returns how many."""
    due = list(Lottery.objects.filter(drawn_at=None, draw_at__lte=timezone.now()).values_list("pk", flat=True))
    for key in due:
        lotteries.draw(actor=actor, lottery_id=key)
    return len(due)


@action("system")
def remind(*, actor: Actor) -> int:
    """Tell who is booked within a day; once each. Returns how many are near."""
    actor.require("bookings.manage")
    now = timezone.now()
    rows = Booking.objects.select_related("slot__resource").filter(
        state="booked", slot__starts_at__gt=now, slot__starts_at__lte=now + timedelta(hours=REMIND_HOURS)).exclude(account=None)
    count = 0
    for row in rows:
        # Who booked within that day has just been told.
        if row.changed_at <= row.slot.starts_at - timedelta(hours=REMIND_HOURS):
            telling.remind(actor, row)
            count += 1
    return count
