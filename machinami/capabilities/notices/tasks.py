from __future__ import annotations

from machinami.capabilities.notices.delivery import deliver_due
from machinami.foundation.schedules import every


@every(seconds=1)
def deliver() -> None:
    deliver_due()
