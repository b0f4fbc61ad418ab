"""Accounts nobody has used for years, and nothing needs any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone

from machinami.capabilities.identity import actions
from machinami.capabilities.identity.models import Account
from machinami.capabilities.privacy.ports import Due, Shredder, forget_account, is_needed
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import fiscal_year

#: Whole fiscal years after the one of the last sign-in.
YEARS = 3


def over(last: date) -> date:
    """The day from which an account that was last used then may go."""
    return date(fiscal_year(last) + 1 + YEARS, 3, 31)


class Accounts(Shredder):
    """Nobody is told: the address that is kept is as old as the account. What they applied for has its own notice."""

    def due(self, today: date, limit: int) -> Iterable[Due]:
        edge = timezone.make_aware(datetime.combine(date(today.year - YEARS, today.month, 1), time.min))
        rows = Account.objects.filter(last_seen_at__lt=edge).exclude(subject__startswith="erased:").order_by("last_seen_at")[:limit]
        found = (Due(f"identity.Account:{r.pk}", "利用者アカウント", over(timezone.localdate(r.last_seen_at))) for r in rows)
        return [d for d in found if d.on <= today and not is_needed(d.key)]

    def erase(self, actor: Actor, due: Due, today: date) -> bool:
        row = Account.objects.select_for_update().filter(pk=due.key).exclude(subject__startswith="erased:").first()
        if row is None or row.last_seen_at is None or over(timezone.localdate(row.last_seen_at)) > today or is_needed(due.key):
            return False
        forget_account(due.key)
        actions.erase_account(actor=actor, account_id=row.pk)
        return True


ACCOUNTS = Accounts()
