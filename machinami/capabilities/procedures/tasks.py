from __future__ import annotations

from machinami.capabilities.procedures import actions
from machinami.foundation.actors import system
from machinami.foundation.schedules import every


@every(seconds=3600)
def look_after_drafts() -> None:
    actor = system("procedures.drafts")
    actions.remind_of_drafts(actor=actor)
    actions.expire_drafts(actor=actor)
