"""What ends with its years: the tickets of whole fiscal years with their events. What was learnt from them holds nobody and stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from machinami.capabilities.audit.actions import record
from machinami.capabilities.privacy.ports import Due, Shredder
from machinami.capabilities.queues.models import Counter, ShredPermit, Ticket
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import fiscal_year

#: Fiscal years that a ticket is kept after its own.
YEARS = 1


def erasable_before(today: date) -> date:
    return date(fiscal_year(today) - YEARS, 4, 1)


class Tickets(Shredder):
    """Whole fiscal years at once. Nobody is told: since its day closed a ticket names nobody."""

    def due(self, today: date, limit: int) -> Iterable[Due]:
        before = erasable_before(today)
        return [Due(f"queues.Ticket:{before}", f"{before}より前の番号札", before)] if Ticket.objects.filter(day__lt=before).exists() else []

    def erase(self, actor: Actor, due: Due, today: date) -> bool:
        actor.require("queues.shred")
        before = erasable_before(today)
        permit = ShredPermit.objects.create(before=before)
        Counter.objects.filter(ticket__day__lt=before).update(ticket=None)
        number = Ticket.objects.filter(day__lt=before).delete()[0]
        permit.delete()
        record(actor=actor, verb="queues.shred", subject=f"queues.Ticket:{before}", detail={"number": number})
        return number > 0


TICKETS = Tickets()
