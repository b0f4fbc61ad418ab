"""A case that others must sign: what becomes of it while they do. Who signs what is capability ``signatures``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from machinami.capabilities.cases import events
from machinami.capabilities.cases.models import Case
from machinami.capabilities.cases.moving import about, close, history, locked, move, own
from machinami.capabilities.cases.rows import case_row
from machinami.capabilities.cases.types import CaseRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound
from machinami.foundation.events import publish


@action("system")
def ask_signatures(*, actor: Actor, case_id: Any) -> CaseRow:
    """The answers have changed: they are to be signed again before the office goes on."""
    return move(locked(actor, case_id, "cases.handle"), actor, "ask_signatures", public=True)


@action("system")
def signed(*, actor: Actor, signer: Actor, case_id: Any, agreed: bool, detail: dict[str, Any], reason: str = "") -> None:
    """A line of history: somebody has signed, or declined with a reason. The signature itself is kept elsewhere."""
    case = locked(actor, case_id, "cases.handle")
    history(case, signer, "sign" if agreed else "decline", case.state, case.state, public=True, note=reason, detail=detail)


@action("system")
def signatures_complete(*, actor: Actor, case_id: Any, target_on: date | None, steps: Sequence[dict[str, Any]],
                        fee_due: bool = False) -> CaseRow:
    """Everybody has signed: the office (or first the payment) begins, or goes on with what was corrected.

    ``target_on`` and the steps' days count from now. :raises Conflict: when no signature is awaited.
    """
    case = locked(actor, case_id, "cases.handle")
    case.target_on, case.steps = target_on, list(steps)
    row = move(case, actor, "signed_again" if case.answers_version > 1 else "all_signed", public=True)
    publish(events.CaseSigned(**about(case), version=case.version))
    return move(case, actor, "await_payment") if fee_due and row.state == "received" else row


@action("system")
def signatures_lapsed(*, actor: Actor, case_id: Any) -> CaseRow:
    """Not everybody signed in time. What the office never had is closed (and can be asked for again); what was already in
    its hands goes back to it, unsigned."""
    case = locked(actor, case_id, "cases.handle")
    if case.answers_version > 1:
        return move(case, actor, "signatures_ran_out", public=True)
    close(case)
    row = move(case, actor, "lapse", public=True)
    publish(events.CaseClosed(**about(case), state="lapsed"))
    return row


@action("owner")
def ask_signatures_again(*, actor: Actor, case_id: Any) -> CaseRow:
    """The applicant goes on with what was not signed in time. :raises Conflict: in any other state."""
    case = own(actor, case_id)
    case.closed_at = case.delete_after = case.erasure_told_on = None
    return move(case, actor, "ask_again", public=True)


def awaiting(*, actor: Actor, case_id: Any) -> CaseRow:
    """The case, locked until the transaction ends, so that two last signatures do not both find the other missing."""
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None or actor.kind != "system":
        raise NotFound("case")
    return case_row(case)
