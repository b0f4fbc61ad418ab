"""What happened to bookings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BookingChanged:
    """A booking is in another state. ``sequence``: which change of this booking it is."""

    booking_id: str
    account_id: str
    section: str
    state: str
    sequence: int
