"""Model rows to frozen rows."""

from __future__ import annotations

from machinami.capabilities.payments.models import Charge, ChargeEvent, Journal
from machinami.capabilities.payments.states import PENDING
from machinami.capabilities.payments.types import ChargeRow, EventRow, JournalRow, PostingRow
from machinami.foundation.i18n import Text


def charge_row(c: Charge) -> ChargeRow:
    states = [a.state for a in c.attempts.all()]
    return ChargeRow(str(c.pk), c.subject, Text.of(c.title), c.amount, c.refunded, c.state, c.due_on, c.revenue_code,
                     c.section, len(states), any(s in PENDING for s in states), c.settled_at)


def event_row(e: ChargeEvent) -> EventRow:
    return EventRow(e.at, e.actor, e.actor_name, e.verb, e.before, e.after, e.detail)


def journal_row(j: Journal) -> JournalRow:
    lines = sorted(j.postings.all(), key=lambda p: -p.amount)
    return JournalRow(str(j.pk), j.at, j.kind, str(j.charge_id), j.charge.subject, Text.of(j.charge.title), tuple(
        PostingRow(p.ledger_account_id, Text.of(p.ledger_account.title), p.amount) for p in lines))
