"""The demonstration's counters: past days to forecast from, and a hall with people in it. All made up."""

from __future__ import annotations

from random import Random
from uuid import uuid4

from django.utils import timezone

from machinami.capabilities.identity.models import StaffMember
from machinami.capabilities.identity.staff import staff_actor
from machinami.capabilities.queues import actions, made_days, testing

#: Working days behind, and people in line when the demonstration opens.
DAYS, WAITING = 15, 12


def load(days: int = DAYS, waiting: int = WAITING) -> int:
    """How many past calls were made up."""
    counters, clerk = testing.ward(), staff_actor(StaffMember.objects.get(username="kumin"))
    made = testing.past(days)
    testing.open_all(clerk, counters)
    random, codes = Random(timezone.localdate().toordinal()), list(made_days.ERRANDS)
    for _ in range(waiting):
        actions.issue_ticket(actor=clerk, office=testing.OFFICE, errands=[random.choices(codes, [e[4] for e in made_days.ERRANDS.values()])[0]],
                             came="walk_in", accessible=random.random() < 0.1, idempotency_key=f"demo:{uuid4()}")
    for counter in list(counters.values())[:7]:
        called = actions.call_next(actor=clerk, counter_id=counter)
        if called is not None:
            actions.start(actor=clerk, counter_id=counter, ticket_id=called.id)
    return made
