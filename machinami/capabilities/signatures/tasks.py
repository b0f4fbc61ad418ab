from __future__ import annotations

from machinami.capabilities.signatures import sweeping
from machinami.foundation.actors import system
from machinami.foundation.schedules import every


@every(seconds=3600)
def look_after_signatures() -> None:
    actor = system("signatures.sweep")
    sweeping.remind(actor=actor)
    sweeping.lapse(actor=actor)
