"""Model rows to frozen rows."""

from __future__ import annotations

from machinami.capabilities.payments.models import Charge
from machinami.capabilities.payments.types import ChargeRow
from machinami.foundation.i18n import Text

PENDING = ("started", "authorised", "capturing", "cancelling")


def charge_row(c: Charge) -> ChargeRow:
    states = [a.state for a in c.attempts.all()]
    return ChargeRow(str(c.pk), c.subject, Text.of(c.title), c.amount, c.refunded, c.state, c.due_on, c.revenue_code,
                     c.section, len(states), any(s in PENDING for s in states), c.settled_at)
