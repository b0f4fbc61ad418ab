from __future__ import annotations

from machinami.capabilities.audit import actions
from machinami.foundation.actors import system
from machinami.foundation.schedules import every


@every(seconds=2)
def seal_pending() -> None:
    actions.seal(actor=system("audit.seal"))
