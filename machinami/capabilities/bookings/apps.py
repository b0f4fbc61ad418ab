from __future__ import annotations

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "machinami.capabilities.bookings"
    label = "bookings"

    def ready(self) -> None:
        from machinami.capabilities.bookings import erasing  # noqa: F401 - it asks and forgets with the account
