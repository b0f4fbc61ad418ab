from __future__ import annotations

from machinami.capabilities.identity import places
from machinami.foundation.schedules import every


@every(seconds=3600)
def forget_ended_sessions() -> None:
    places.sweep()
