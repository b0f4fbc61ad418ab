from __future__ import annotations

from machinami.capabilities.bookings import sweeping
from machinami.foundation.actors import system
from machinami.foundation.schedules import every


@every(seconds=20)
def pass_places_on() -> None:
    actor = system("bookings.sweep")
    sweeping.lapse(actor=actor)
    sweeping.draw_due(actor=actor)


@every(seconds=600)
def look_after_bookings() -> None:
    actor = system("bookings.sweep")
    sweeping.end_lines(actor=actor)
    sweeping.remind(actor=actor)
