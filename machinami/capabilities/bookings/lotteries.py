"""A lottery: announced with the hash of its seed, applied for, drawn all at once or not at all, its seed then shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.bookings import drawing, places, wording
from machinami.capabilities.bookings.models import Application, Booking, Lottery, Resource, Slot
from machinami.capabilities.bookings.rows import application_row, lottery_row, timetable
from machinami.capabilities.bookings.timetable import named
from machinami.capabilities.bookings.types import LIVE, ApplicationRow, LotteryRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text


@action("bookings.manage")
def open_lottery(*, actor: Actor, resource_id: Any, title: Text, slots_from: datetime, slots_until: datetime,
                 applications_from: datetime, applications_until: datetime, draw_at: datetime) -> LotteryRow:
    """Announce a lottery for the slots that start in ``[slots_from, slots_until)``; its commitment is public from now on.

    :raises Refused: ``times``: not in order; ``booked``: somebody has a place there already.
    """
    resource = _resource(actor, resource_id)
    if not applications_from < applications_until <= draw_at < slots_from < slots_until:
        raise Refused(wording.WRONG_TIMES, code="times")
    _write_slots(resource, slots_from, slots_until)
    slots = places.locked(Slot.objects.filter(resource=resource, starts_at__gte=slots_from, starts_at__lt=slots_until)
                          .values_list("pk", flat=True))
    overlap = Lottery.objects.filter(resource=resource, drawn_at=None, slots_from__lt=slots_until, slots_until__gt=slots_from)
    if Booking.objects.filter(slot__in=slots, state__in=LIVE).exists() or overlap.exists():
        raise Refused(wording.HAS_BOOKINGS, code="booked")
    seed = drawing.new_seed()
    row = Lottery.objects.create(
        resource=resource, title=title.as_dict(), slots_from=slots_from, slots_until=slots_until, applications_from=applications_from,
        applications_until=applications_until, draw_at=draw_at, seed=seed, commitment=drawing.commitment(seed))
    _record(actor, row, "open_lottery", commitment=row.commitment)
    return lottery_row(row, 0)


def _write_slots(resource: Resource, since: datetime, until: datetime) -> None:
    table, day = timetable(resource, since, until), timezone.localdate(since)
    found = []
    while day <= timezone.localdate(until):
        found += [s for s in table.slots(day) if since <= s.starts_at < until]
        day = day.fromordinal(day.toordinal() + 1)
    places.write(resource, found)


@action("owner")
def apply_for_lottery(*, actor: Actor, lottery_id: Any, choices: Sequence[datetime], person_id: Any = None) -> ApplicationRow:
    """Apply, or change the choices; one application a person, and the id it is drawn by stays.

    :raises Refused: ``not_open``; ``choices``: none, one twice, or one that is no slot of the lottery.
    """
    lottery = Lottery.objects.select_related("resource").filter(pk=lottery_id).first()
    if lottery is None:
        raise NotFound("lottery")
    whose = places.who(actor, person_id, lottery.resource.section)
    _taking(lottery)
    offered = set(_slots(lottery).filter(capacity__gt=0, starts_at__in=list(choices)).values_list("starts_at", flat=True))
    if not choices or len(set(choices)) != len(choices) or set(choices) != offered:
        raise Refused(wording.CHOOSE, code="choices", fields={"choices": wording.CHOOSE})
    wanted = [named(c) for c in choices]
    row, made = Application.objects.get_or_create(lottery=lottery, holder=whose.holder, defaults={
        "account_id": whose.account_id, "person_id": whose.person_id, "choices": wanted, "made_at": timezone.now()})
    if not made:
        Application.objects.filter(pk=row.pk).update(choices=wanted, state="applied")
        row.refresh_from_db()
    _applied(actor, row, lottery, "apply")
    return application_row(row)


@action("owner")
def withdraw_application(*, actor: Actor, lottery_id: Any) -> None:
    """Take one's own application back. :raises Refused: once the applications are closed."""
    row = Application.objects.select_related("lottery__resource").filter(
        lottery=lottery_id, account_id=actor.id).first() if actor.kind == "resident" else None
    if row is None:
        raise NotFound("application")
    _taking(row.lottery)
    if Application.objects.filter(pk=row.pk, state="applied").update(state="withdrawn"):
        _applied(actor, row, row.lottery, "withdraw_application")


def _taking(lottery: Lottery) -> None:
    """Applications are open, and stay so while this one is written: the draw waits for the row."""
    Lottery.objects.select_for_update(of=("self",)).get(pk=lottery.pk)
    if not lottery.applications_from <= timezone.now() < lottery.applications_until:
        raise Refused(wording.NOT_OPEN, code="not_open")


@action("bookings.manage")
def draw(*, actor: Actor, lottery_id: Any) -> LotteryRow:
    """Draw: bookings for who won, places in the lines for who did not, the seed shown; all of it or nothing. Twice is once.

    :raises Refused: ``not_yet``: before ``draw_at``.
    """
    lottery = Lottery.objects.select_for_update(of=("self",)).select_related("resource").filter(pk=lottery_id).first()
    if lottery is None:
        raise NotFound("lottery")
    resource = lottery.resource
    actor.require("bookings.manage", section=resource.section)
    rows = {str(a.pk): a for a in Application.objects.filter(lottery=lottery).exclude(state="withdrawn")}
    if lottery.drawn_at is not None:
        return lottery_row(lottery, len(rows))
    if timezone.now() < lottery.draw_at:
        raise Refused(wording.NOT_YET, code="not_yet")
    slots = {named(s.starts_at): s for s in places.locked(_slots(lottery).values_list("pk", flat=True)).values()}
    free = {start: slots[start].capacity - slots[start].taken for start in sorted(slots)}
    drawn = drawing.draw(str(lottery.seed), {key: row.choices for key, row in rows.items()}, free)
    for rank, key in enumerate(drawn.order, 1):
        rows[key].rank, rows[key].state = rank, "waiting" if any(key in line for line in drawn.lines.values()) else "none"
        if key in drawn.won:
            rows[key].state, rows[key].won = "won", datetime.fromisoformat(drawn.won[key])
    for start, slot in slots.items():
        winners = [k for k in drawn.order if drawn.won.get(k) == start]
        for key in [*winners, *drawn.lines[start]]:
            places.arrive(slot, places.application_holder(rows[key]), actor=actor, resource=resource, application=rows[key],
                          state="booked" if key in drawn.won else "waiting", source="lottery")
    Application.objects.bulk_update(rows.values(), ["rank", "state", "won"], batch_size=200)
    lottery.places, lottery.revealed, lottery.seed, lottery.drawn_at = free, str(lottery.seed), None, timezone.now()
    lottery.save(update_fields=["places", "revealed", "seed", "drawn_at"])
    _record(actor, lottery, "draw", applications=len(rows), won=len(drawn.won))
    return lottery_row(lottery, len(rows))


def _slots(lottery: Lottery) -> Any:
    return Slot.objects.filter(resource=lottery.resource_id, starts_at__gte=lottery.slots_from, starts_at__lt=lottery.slots_until)


def _resource(actor: Actor, resource_id: Any) -> Resource:
    row = Resource.objects.select_for_update().filter(pk=resource_id).first()
    if row is None:
        raise NotFound("resource")
    actor.require("bookings.manage", section=row.section)
    if row.closed_at is not None:
        raise Conflict(wording.CLOSED, code="closed")
    return row


def _applied(actor: Actor, row: Application, lottery: Lottery, verb: str) -> None:
    record(actor=actor, verb=f"bookings.{verb}", subject=f"bookings.Application:{row.pk}", section=lottery.resource.section,
           person_id=row.person_id, detail={"lottery": str(lottery.pk)})


def _record(actor: Actor, row: Lottery, verb: str, **detail: Any) -> None:
    record(actor=actor, verb=f"bookings.{verb}", subject=f"bookings.Lottery:{row.pk}", section=row.resource.section, detail=detail)
