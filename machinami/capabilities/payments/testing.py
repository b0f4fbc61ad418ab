"""Paying in tests, through the same doors as people and providers."""

from __future__ import annotations

import json
import time
from typing import Any

from machinami.capabilities.payments import actions, demo
from machinami.capabilities.payments.models import DemoPayment
from machinami.capabilities.payments.types import ChargeRow, Redirect
from machinami.foundation.actors import Actor
from machinami.foundation.i18n import Text

BACK = "http://127.0.0.1:8000/ja/back/"


def charge(resident: Actor, *, amount: int = 300, key: str = "c1", subject: str = "cases.Case:1") -> ChargeRow:
    """A due charge of the resident's."""
    return actions.charge(actor=resident, subject=subject, account_id=resident.id, revenue_code="fee_residence",
                          title=Text(ja="住民票の写し"), amount=amount, section="residents", idempotency_key=key)


def begin(resident: Actor, charge_id: Any, *, method: str = "card") -> Redirect:
    return actions.begin(actor=resident, charge_id=charge_id, provider="demo", method=method, return_url=BACK,
                         idempotency_key="press")


def message(attempt_id: str, state: str = "authorised", **changes: Any) -> bytes:
    """What the demonstration provider would send."""
    whole = {"event": f"demo-{attempt_id}:{state}", "attempt": attempt_id, "state": state, "amount": 300}
    return json.dumps({**whole, **changes}).encode()


def call_back(body: bytes, *, signature: str | None = None, age: int = 0) -> None:
    """Deliver a message, signed as of ``age`` seconds ago unless a signature is given."""
    signature = demo.sign(body, int(time.time()) - age) if signature is None else signature
    actions.provider_callback(provider="demo", body=body, headers={demo.SIGNATURE: signature})


def answer(attempt_id: str, state: str = "authorised") -> None:
    """The payer answers on the provider's page (``authorised`` or ``declined``) and the provider calls back."""
    book = DemoPayment.objects.get(attempt=attempt_id)
    if book.state == "open":
        book.state = state
        book.save(update_fields=["state"])
    call_back(message(attempt_id, state, amount=book.amount))


def pay(resident: Actor, charge_id: Any) -> None:
    """From due to authorised."""
    answer(begin(resident, charge_id).attempt_id)
