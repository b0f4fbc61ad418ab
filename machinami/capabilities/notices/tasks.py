from __future__ import annotations

from machinami.capabilities.notices import webhook_sending
from machinami.capabilities.notices.delivery import deliver_due
from machinami.capabilities.notices.log import shred
from machinami.foundation.actors import system
from machinami.foundation.schedules import every


@every(seconds=1)
def deliver() -> None:
    deliver_due()


@every(seconds=1)
def deliver_hooks() -> None:
    webhook_sending.deliver_hooks()


@every(seconds=3600)
def forget_old_hooks() -> None:
    webhook_sending.sweep()


@every(seconds=3600)
def shred_log() -> None:
    shred(actor=system("notices.shred"))
