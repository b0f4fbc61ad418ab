"""What follows from what happened to a case or its fee. At least once each, so every one may run again."""

from __future__ import annotations

from datetime import date

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.cases.events import (
    CaseAmended,
    CaseClosed,
    CaseDecided,
    CaseMessaged,
    CaseOpened,
    CaseSigned,
    CorrectionRequested,
)
from machinami.capabilities.payments.events import ChargeAuthorised, ChargeCaptured
from machinami.capabilities.procedures import fulfilment, queries
from machinami.foundation.calendar import dated
from machinami.foundation.errors import NotFound
from machinami.foundation.events import subscribe_durably

PURPOSE = "申請者へのお知らせ"


def _case_of(subject: str) -> str | None:
    kind, _, found = subject.partition(":")
    return found if kind == "cases.Case" else None


def _may_need_nobody(event: CaseOpened | CaseSigned) -> bool:
    """Most procedures wait for the desk, and then nothing follows from the opening itself."""
    try:
        definition = queries.definition(event.code, event.version)
    except NotFound:
        return True
    return definition.fee is None and definition.decision.mode == "automatic"


@subscribe_durably(CaseOpened, when=_may_need_nobody)
def on_opened(event: CaseOpened) -> None:
    fulfilment.opened(event.case_id)


@subscribe_durably(CaseSigned, when=_may_need_nobody)
def on_signed(event: CaseSigned) -> None:
    fulfilment.opened(event.case_id)


@subscribe_durably(ChargeAuthorised)
def on_authorised(event: ChargeAuthorised) -> None:
    case_id = _case_of(event.subject)
    if case_id:
        fulfilment.authorised(case_id, event.charge_id)


@subscribe_durably(CaseDecided)
def on_decided(event: CaseDecided) -> None:
    fulfilment.decided(event.case_id, event.outcome)


@subscribe_durably(ChargeCaptured)
def on_captured(event: ChargeCaptured) -> None:
    case_id = _case_of(event.subject)
    if case_id:
        fulfilment.captured(case_id)


@subscribe_durably(CaseClosed)
def on_closed(event: CaseClosed) -> None:
    fulfilment.closed(event.case_id, event.state)


@subscribe_durably(CorrectionRequested)
def on_correction(event: CorrectionRequested) -> None:
    detail = cases.case(actor=fulfilment.ACTOR, case_id=event.case_id, purpose=PURPOSE)
    due, nth = date.fromisoformat(event.due_on), str(len(detail.corrections))
    fulfilment.tell(detail, "correction_requested", detail.row.title, key=nth, due_on=due, due=dated(due))


@subscribe_durably(CaseAmended)
def on_amended(event: CaseAmended) -> None:
    detail = cases.case(actor=fulfilment.ACTOR, case_id=event.case_id, purpose=PURPOSE)
    fulfilment.tell(detail, "correction_received", detail.row.title, key=str(event.version))


@subscribe_durably(CaseMessaged)
def on_message(event: CaseMessaged) -> None:
    if event.from_office:
        detail = cases.case(actor=fulfilment.ACTOR, case_id=event.case_id, purpose=PURPOSE)
        fulfilment.tell(detail, "message_received", detail.row.title, key=event.message_id)
