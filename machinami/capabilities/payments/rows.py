"""Model rows to frozen rows."""

from __future__ import annotations

from machinami.capabilities.payments.models import Charge, ChargeEvent, Journal
from machinami.capabilities.payments.states import PENDING
from machinami.capabilities.payments.types import ChargeRow, EventRow, JournalRow, PostingRow
from machinami.foundation.i18n import Text

CLOSING = Text(ja="窓口の現金の締め", en="Closing of a counter's day")


def charge_row(c: Charge) -> ChargeRow:
    states = [a.state for a in c.attempts.all()]
    return ChargeRow(str(c.pk), c.subject, Text.of(c.title), c.amount, c.refunded, c.state, c.due_on, c.revenue_code,
                     c.section, len(states), any(s in PENDING for s in states), c.settled_at,
                     next((a.method for a in c.attempts.all() if a.state == "captured"), ""))


def event_row(e: ChargeEvent) -> EventRow:
    return EventRow(e.at, e.actor, e.actor_name, e.verb, e.before, e.after, e.detail)


def journal_row(j: Journal) -> JournalRow:
    lines = sorted(j.postings.all(), key=lambda p: -p.amount)
    about = (str(j.charge_id), j.charge.subject, Text.of(j.charge.title)) if j.charge else ("", "", CLOSING)
    return JournalRow(str(j.pk), j.at, j.kind, *about, tuple(
        PostingRow(p.ledger_account_id, Text.of(p.ledger_account.title), p.amount) for p in lines))
