"""Notices about bookings; each has its key, so that saying it again says nothing."""

from __future__ import annotations

from machinami.capabilities.bookings import links
from machinami.capabilities.bookings.models import Booking
from machinami.capabilities.bookings.timetable import HERE
from machinami.capabilities.notices import actions as notices
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import show_date
from machinami.foundation.i18n import Text

#: What is said of a state. Whom the desk has seen need not be told.
TEMPLATES = {"booked": "booking_made", "waiting": "booking_waiting", "offered": "booking_offered", "cancelled": "booking_cancelled",
             "lapsed": "booking_offer_lapsed", "displaced": "booking_displaced", "moved": "booking_moved", "ended": "booking_line_ended"}


def moment(row: Booking) -> Text:
    """The day and the time of a booking, in every language's own form."""
    start = row.slot.starts_at.astimezone(HERE)
    return Text.in_each(lambda language: f"{show_date(start.date(), language)} {start:%H:%M}")


def tell(actor: Actor, row: Booking, state: str, sequence: int) -> None:
    _send(actor, row, TEMPLATES[state], f"{state}:{sequence}")


def remind(actor: Actor, row: Booking) -> None:
    _send(actor, row, "booking_reminder", "remind")


def _send(actor: Actor, row: Booking, template: str, key: str) -> None:
    resource = row.slot.resource
    offered = row.offered_until.astimezone(HERE).date() if template == "booking_offered" and row.offered_until else None
    notices.send(actor=actor, template=template, account_id=row.account_id, subject=f"bookings.Booking:{row.pk}",
                 section=resource.section, link=links.path(row.pk), due_on=offered,
                 params={"title": Text.of(resource.title), "due": moment(row)}, idempotency_key=f"{row.pk}:{key}")
