"""Who had a slot is forgotten when its time is over; how many had it stays for statistics."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.bookings.models import Application, Booking, Press, Slot
from machinami.capabilities.bookings.types import LIVE
from machinami.capabilities.notices import actions as notices
from machinami.capabilities.privacy.ports import Due, Shredder, needing, with_the_account
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import fiscal_year

#: Fiscal years that a booking is kept after its own.
YEARS = 1


def _edge(today: date) -> datetime:
    """The first moment whose bookings must still be kept."""
    return timezone.make_aware(datetime.combine(date(fiscal_year(today) - YEARS, 4, 1), time.min))


class Bookings(Shredder):
    """Slot by slot, its row locked."""

    def due(self, today: date, limit: int) -> Iterable[Due]:
        rows = Slot.objects.filter(ends_at__lt=_edge(today), pk__in=_known(Booking.objects.all()).values("slot_id"))
        return [Due(f"bookings.Slot:{s.pk}", f"{timezone.localtime(s.starts_at):%Y-%m-%d %H:%M}の予約", _edge(today).date())
                for s in rows.order_by("ends_at")[:limit]]

    def erase(self, actor: Actor, due: Due, today: date) -> bool:
        slot = Slot.objects.select_for_update().filter(pk=due.key, ends_at__lt=_edge(today)).first()
        rows = _known(Booking.objects.filter(slot=slot))
        if slot is None or not rows.exists():
            return False
        for key in rows.values_list("pk", flat=True):
            notices.erase_about(actor=actor, subject=f"bookings.Booking:{key}")
        _forget(Application.objects.filter(lottery__resource=slot.resource_id, lottery__slots_until__lt=_edge(today)))
        count = _forget(rows)
        record(actor=actor, verb="bookings.erase", subject=due.subject, detail={"number": count})
        return True


BOOKINGS = Bookings()


def _known(rows: Any) -> Any:
    return rows.exclude(holder__startswith="erased:")


def _forget(rows: Any) -> int:
    count: int = rows.update(account=None, person=None, holder=Concat(Value("erased:"), Cast(F("pk"), CharField())))
    return count


@needing
def has_bookings(account_id: str) -> bool:
    """An account is kept while it has a booking to come."""
    return Booking.objects.filter(account_id=account_id, state__in=LIVE, slot__ends_at__gt=timezone.now()).exists()


@with_the_account
def forget(account_id: str) -> None:
    for rows in (Booking.objects.filter(account_id=account_id), Application.objects.filter(account_id=account_id)):
        _forget(rows)
    Press.objects.filter(holder=f"account:{account_id}").delete()
