"""People are told what became of their bookings."""

from __future__ import annotations

from machinami.capabilities.bookings import telling
from machinami.capabilities.bookings.events import BookingChanged
from machinami.capabilities.bookings.models import Booking
from machinami.foundation.actors import system
from machinami.foundation.events import subscribe_durably


def _is_told(event: BookingChanged) -> bool:
    return bool(event.account_id) and event.state in telling.TEMPLATES


@subscribe_durably(BookingChanged, when=_is_told)
def tell(event: BookingChanged) -> None:
    """What has changed again since is told by the later event alone."""
    row = Booking.objects.select_related("slot__resource").filter(pk=event.booking_id, sequence=event.sequence).first()
    if row is not None and row.account_id is not None:
        telling.tell(system("bookings.tell"), row, event.state, event.sequence)
