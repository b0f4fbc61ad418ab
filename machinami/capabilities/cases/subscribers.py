"""Partner systems are told what happens to cases and their fees: ids and codes, nothing of what people wrote."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from machinami.capabilities.cases.events import (
    CaseAmended,
    CaseClosed,
    CaseDecided,
    CaseEvent,
    CaseMessaged,
    CaseOpened,
    CorrectionRequested,
)
from machinami.capabilities.cases.models import Case
from machinami.capabilities.cases.moving import history
from machinami.capabilities.documents.events import UploadInfected
from machinami.capabilities.notices import actions as notices
from machinami.capabilities.payments.events import (
    ChargeAuthorised,
    ChargeCancelled,
    ChargeCaptured,
    ChargeEvent,
    ChargeRefunded,
)
from machinami.foundation.actors import system
from machinami.foundation.events import subscribe_within

#: Event → what partners know it as.
KINDS: dict[type, str] = {
    CaseOpened: "case.opened", CorrectionRequested: "case.correction_requested", CaseAmended: "case.amended",
    CaseDecided: "case.decided", CaseMessaged: "case.messaged", CaseClosed: "case.closed",
    ChargeAuthorised: "charge.authorised", ChargeCaptured: "charge.captured", ChargeCancelled: "charge.cancelled",
    ChargeRefunded: "charge.refunded",
}


def tell_of_case(event: CaseEvent) -> None:
    said = {k: v for k, v in asdict(event).items() if k != "account_id"}
    notices.note_event(kind=KINDS[type(event)], section=event.section, data=said)


def tell_of_charge(event: ChargeEvent) -> None:
    kind, _, case_id = event.subject.partition(":")
    if kind == "cases.Case":
        notices.note_event(kind=KINDS[type(event)], section=lambda: _section(case_id), data=_of_charge(event, case_id))


def note_infected(event: UploadInfected) -> None:
    """The office sees in the case what became of a file that came with it."""
    kind, _, case_id = event.subject.partition(":")
    case = Case.objects.filter(pk=case_id).first() if kind == "cases.Case" else None
    if case is not None:
        history(case, system("documents.scan"), "memo", case.state, case.state,
                note=f"添付ファイル「{event.name}」からウイルスが見つかったため、開けなくしました（{event.signature}）。別のファイルを求めてください")


def _of_charge(event: ChargeEvent, case_id: str) -> dict[str, Any]:
    """Without the reason: people write it."""
    said = {k: v for k, v in asdict(event).items() if k in ("charge_id", "amount", "refund_id")}
    return {**said, "case_id": case_id}


def _section(case_id: str) -> str:
    return str(Case.objects.filter(pk=case_id).values_list("section", flat=True).first() or "")


subscribe_within(UploadInfected)(note_infected)
for _kind in KINDS:
    subscribe_within(_kind)(tell_of_case if issubclass(_kind, CaseEvent) else tell_of_charge)
