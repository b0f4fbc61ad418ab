"""The end of a visit's row: what was sent lives on in its cases, what was not goes with its forms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from machinami.capabilities.privacy.ports import Due, Shredder
from machinami.capabilities.visits.models import Visit
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import fiscal_year

#: Days without which an unsent visit has lost its forms (they are kept 30 days after their last save, and told of).
UNSENT = 365


def _last_year(today: date) -> datetime:
    """What was sent before the fiscal year that ended a year ago has had its year."""
    return timezone.make_aware(datetime(fiscal_year(today) - 1, 4, 1))


class Visits(Shredder):
    def due(self, today: date, limit: int) -> Iterable[Due]:
        return [Due(f"visits.Visit:{r.pk}", f"{r.event}のまとめての申請", timezone.localdate(r.created_at))
                for r in _over(today).only("id", "event", "created_at").order_by("created_at")[:limit]]

    def erase(self, actor: Actor, due: Due, today: date) -> bool:
        return bool(_over(today).filter(pk=due.key).delete()[0])


def _over(today: date):  # type: ignore[no-untyped-def]
    old = timezone.now() - timedelta(days=UNSENT)
    return Visit.objects.filter(Q(state="sent", sent_at__lt=_last_year(today)) | Q(state="gathering", created_at__lt=old))


SHREDDER = Visits()
