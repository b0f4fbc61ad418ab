"""Asking for a procedure's fee: on sending, once everybody has signed, or after the decision. The same case is asked once."""

from __future__ import annotations

from datetime import date
from typing import Any

from machinami.capabilities.payments import actions as payments
from machinami.capabilities.procedures.definition import Definition
from machinami.city import fees
from machinami.foundation.actors import Actor


def ask_fee(actor: Actor, definition: Definition, case_id: Any, amount: int, today: date, *, account_id: Any,
            due_on: date | None = None) -> str | None:
    """The id of the charge for ``amount`` (integer yen); None where nothing is to be paid."""
    if amount <= 0 or definition.fee is None:
        return None
    row = payments.charge(
        actor=actor, subject=f"cases.Case:{case_id}", account_id=account_id, amount=amount,
        revenue_code=fees.fee(definition.fee.code, today).revenue, title=definition.fee.title or definition.title,
        section=definition.section, due_on=due_on, idempotency_key=f"fee:{case_id}")
    return str(row.id)
