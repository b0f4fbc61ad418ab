from __future__ import annotations

from machinami.capabilities.privacy import actions
from machinami.foundation.actors import system
from machinami.foundation.schedules import every


@every(seconds=3600)
def shred() -> None:
    actions.shred(actor=system("privacy.shred"))
