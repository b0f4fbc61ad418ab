from __future__ import annotations

from machinami.capabilities.payments import actions
from machinami.foundation.actors import system
from machinami.foundation.schedules import every


@every(seconds=10)
def reconcile() -> None:
    actions.reconcile(actor=system("payments.reconcile"))
