from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from machinami.capabilities.queues import actions, queries
from machinami.foundation.actors import system
from machinami.foundation.schedules import every


@every(seconds=3600)
def close_past_days() -> None:
    """What nobody closed in the evening is closed in the night, so that no ticket names anybody the next day."""
    for office in queries.offices():
        if queries.left_open(office.code):
            actions.close_day(actor=system("queues.close"), office=office.code, day=timezone.localdate() - timedelta(days=1))
