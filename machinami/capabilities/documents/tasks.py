from __future__ import annotations

from machinami.capabilities.documents import actions
from machinami.foundation.actors import system
from machinami.foundation.schedules import every


@every(seconds=60)
def scan_uploads() -> None:
    actions.scan_uploads(actor=system("documents.scan"))


@every(seconds=3600)
def sweep_uploads() -> None:
    actions.sweep_uploads(actor=system("documents.sweep"))
