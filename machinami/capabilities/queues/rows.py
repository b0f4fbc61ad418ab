"""From tables to the types of the doors."""

from __future__ import annotations

from machinami.capabilities.queues.models import Errand, Office, Ticket
from machinami.capabilities.queues.types import ErrandRow, OfficeRow, TicketRow
from machinami.foundation.i18n import Text


def office_of(row: Office, errands: bool = True) -> OfficeRow:
    found = tuple(errand_of(e) for e in Errand.objects.filter(office=row).order_by("position")) if errands else ()
    return OfficeRow(row.code, Text.of(row.name), row.section, row.opens, row.closes, found)


def errand_of(row: Errand) -> ErrandRow:
    return ErrandRow(row.code, row.letter, Text.of(row.title), row.minutes)


def ticket_row(row: Ticket, *, code: bool = False) -> TicketRow:
    """``code``: only for who takes or prints the ticket."""
    return TicketRow(
        id=str(row.pk), number=row.number, state=row.state, errand=row.errand, errands=tuple(row.errands), came=row.came, issued_at=row.issued_at,
        came_at=row.came_at, booked_at=row.booked_at, accessible=row.accessible, counter=row.counter.number if row.counter else "", calls=row.calls,
        called_at=row.called_at, code=row.code if code else "")
