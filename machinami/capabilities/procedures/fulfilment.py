"""What comes out of a case: the decision where it is automatic, the documents, the fee.

A certificate fee and its certificate are one outcome. The money is first only *held* (authorised); the document is
made but not handed over; then the money is taken; then the document is handed over and the case closed. If the
document can't be made, the hold is let go and the applicant is told. Every step may run again after a crash: the
document has an idempotency key, capture and release do nothing the second time, notices have keys.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.cases.types import CaseDetail
from machinami.capabilities.documents import actions as documents
from machinami.capabilities.documents import queries as document_queries
from machinami.capabilities.notices import actions as notices
from machinami.capabilities.payments import actions as payments
from machinami.capabilities.payments import queries as payment_queries
from machinami.capabilities.payments.ports import Unavailable
from machinami.capabilities.procedures import queries, recording
from machinami.capabilities.procedures.charging import ask_fee
from machinami.capabilities.procedures.contexts import plain_context
from machinami.capabilities.procedures.deciding import Papers
from machinami.capabilities.procedures.definition import Definition, Notices
from machinami.capabilities.procedures.facts import case_facts
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.models import Fulfilment
from machinami.capabilities.procedures.pricing import fee_of
from machinami.capabilities.procedures.settling import scope_of
from machinami.city import calendar
from machinami.foundation.actors import system
from machinami.foundation.i18n import Text
from machinami.foundation.money import priced
from machinami.foundation.outages import is_outage

ACTOR = system("procedures.fulfilment")
PURPOSE = "申請の決定と文書の交付"
CANNOT_MAKE = "文書を作れませんでした。手数料は受け取っていません。お手数ですが、窓口か郵送で請求してください。"
AUTOMATIC = "申請の内容が住民記録と合うことを確かめました。"
logger = logging.getLogger(__name__)


class Outcome:
    """A case with all that is needed to bring it to its end."""

    def __init__(self, case_id: str) -> None:
        self.detail: CaseDetail = case_queries.case(actor=ACTOR, case_id=case_id, purpose=PURPOSE)
        self.definition: Definition = queries.definition(self.detail.row.code, self.detail.version)
        self.subject = f"cases.Case:{case_id}"
        self.case_id = case_id
        self._context: Context | None = None

    @property
    def context(self) -> Context:
        if self._context is None:
            today = timezone.localdate()
            facts = case_facts(ACTOR, self.detail, today, PURPOSE)
            self._context = plain_context(facts, answers=self.detail.answers, today=today)
        return self._context

    def papers(self, result: str) -> Papers:
        """Answers, findings and documents as of the day of the decision."""
        day = timezone.localdate(self.detail.decided_at) if self.detail.decided_at else self.context.today
        desk = recording.context_for(ACTOR, self.detail, outcome=result, today=day)
        return Papers(self.definition, self.detail, result, replace(desk, facts=self.context.facts))

    @property
    def reason(self) -> str:
        """What the desk gave as its reason; an automatic approval gives none on its documents."""
        return "" if self.detail.reason == AUTOMATIC else self.detail.reason

    @property
    def pays_later(self) -> bool:
        return self.definition.fee is not None and self.definition.fee.at == "decision"

    @property
    def automatic(self) -> bool:
        rule = self.definition.decision
        if rule.mode != "automatic":
            return False
        return rule.when is None or rule.when.holds(scope_of(self.definition, self.detail.answers, self.context))

    def charges(self, *states: str) -> list[Any]:
        return [c for c in payment_queries.charges_of(actor=ACTOR, subject=self.subject) if c.state in states]

    def documents(self) -> list[Any]:
        return document_queries.documents_of(actor=ACTOR, subject=self.subject)


# what happened → what follows

def opened(case_id: str) -> None:
    """A free procedure that needs no look is decided at once."""
    outcome = Outcome(case_id)
    if outcome.detail.row.state == "received" and outcome.definition.fee is None and outcome.automatic:
        cases.decide(actor=ACTOR, case_id=case_id, outcome="approved", reason=AUTOMATIC)


def authorised(case_id: str, charge_id: str) -> None:
    """The fee is held: the case goes to the desk, or straight to its document."""
    outcome = Outcome(case_id)
    held = outcome.charges("authorised")
    if held and outcome.pays_later and outcome.detail.outcome == "approved":
        _take(held)
        return
    if not held:
        # A second run, after the fee was taken or let go. What was given up on is given up on wholly.
        if Fulfilment.objects.filter(case_id=case_id, state="failed").exists():
            _give_up(outcome)
        return
    if outcome.detail.row.state in ("withdrawn", "refused", "completed"):
        payments.cancel(actor=ACTOR, charge_id=charge_id, reason="申請が取り下げられているか、終わっています")
        return
    cases.payment_settled(actor=ACTOR, case_id=case_id)
    if outcome.detail.row.state not in ("awaiting_payment", "received") or not outcome.automatic:
        return
    if not _prepare(outcome, "approved", released=False):
        _give_up(outcome)
        return
    cases.decide(actor=ACTOR, case_id=case_id, outcome="approved", reason=AUTOMATIC)


def decided(case_id: str, result: str) -> None:
    """After a decision: documents and the fee, or neither; the applicant is told."""
    outcome = Outcome(case_id)
    held = outcome.charges("authorised")
    if result != "approved":
        for charge in [*held, *outcome.charges("due")]:
            payments.cancel(actor=ACTOR, charge_id=charge.id, reason="申請が承認されませんでした")
        _owe_back(outcome, "申請が承認されませんでした")
        if _prepare(outcome, "refused", released=True) and outcome.documents():
            _mark(outcome, "done")
        _tell(outcome, Notices().decided if outcome.definition.notices.params else outcome.definition.notices.decided)
        return
    if outcome.pays_later:
        _ask_fee(outcome)
    elif outcome.charges("due", "cancelled") and not held and not outcome.charges("captured"):
        # A certificate whose fee was let go is not handed over free of charge.
        _mark(outcome, "failed", "手数料が支払われていません")
        _tell(outcome, outcome.definition.notices.decided)
        return
    if not _prepare(outcome, "approved", released=not held):
        _give_up(outcome)
        return
    if held:
        _take(held)
        return
    _hand_over(outcome)


def captured(case_id: str) -> None:
    """The fee is taken: the prepared documents are handed over."""
    outcome = Outcome(case_id)
    if outcome.detail.outcome == "approved":
        _hand_over(outcome)
    elif outcome.detail.row.state in ("awaiting_payment", "received"):  # received: run again after a crash half-way
        _paid_at_counter(outcome)
    elif outcome.detail.row.state in ("withdrawn", "refused", "completed"):
        _owe_back(outcome, "申請が取り下げられているか、終わっています")


def _paid_at_counter(outcome: Outcome) -> None:
    """Cash is taken before anything is made: the case goes to the desk, or straight to its document."""
    cases.payment_settled(actor=ACTOR, case_id=outcome.case_id)
    if not outcome.automatic:
        return
    if not _prepare(outcome, "approved", released=False):
        _give_up(outcome)
        return
    cases.decide(actor=ACTOR, case_id=outcome.case_id, outcome="approved", reason=AUTOMATIC)


def _owe_back(outcome: Outcome, reason: str) -> None:
    """What was paid in cash for nothing is owed back; the counter pays it out."""
    for charge in outcome.charges("captured", "partly_refunded"):
        if charge.method == "cash":
            payments.owe_refund(actor=ACTOR, charge_id=charge.id, reason=reason, idempotency_key=f"owe:{charge.id}")


def closed(case_id: str, state: str) -> None:
    """A withdrawn application owes nothing."""
    if state == "withdrawn":
        outcome = Outcome(case_id)
        for charge in outcome.charges("due", "authorised"):
            payments.cancel(actor=ACTOR, charge_id=charge.id, reason="申請が取り下げられました")
        _owe_back(outcome, "申請が取り下げられました")


# steps, each safe to repeat

def _prepare(outcome: Outcome, result: str, *, released: bool) -> bool:
    """Make the documents; True when all are there. What went wrong is kept and logged, not raised; an outage (the
    database away, the disk full) is raised, so that the task comes back: nobody's application is refused for it."""
    detail = outcome.detail
    try:
        papers = outcome.papers(result)
        for each in papers.wanted():
            row = documents.issue(
                actor=ACTOR, kind=outcome.definition.code, title=each.title, template=each.template,
                data=papers.contents(each, outcome.reason), subject=outcome.subject,
                section=detail.row.section, account_id=detail.account_id, person_id=detail.person_id, released=released,
                idempotency_key=f"{outcome.case_id}:{each.code}")
            cases.attach_document(actor=ACTOR, case_id=outcome.case_id, document_id=row.id, title=each.title)
    except Exception as error:
        if is_outage(error):
            raise
        logger.exception("documents of case %s", detail.row.number)
        _mark(outcome, "failed", f"{type(error).__name__}: {error}"[:300])
        return False
    _mark(outcome, "issued")
    return True


def _ask_fee(outcome: Outcome) -> None:
    """A fee that depends on what was found: asked for once it is approved, to be paid by a day to come."""
    papers, fee = outcome.papers("approved"), outcome.definition.fee
    amount = fee_of(outcome.definition, papers.whole, papers.context)
    if fee is None or amount <= 0:
        return
    due = calendar.next_open_day(papers.context.today + timedelta(days=fee.due_days))
    ask_fee(ACTOR, outcome.definition, outcome.case_id, amount, papers.context.today, account_id=outcome.detail.account_id,
            due_on=due)
    tell(outcome.detail, "payment_due", outcome.definition.title, due_on=due, amount=priced(amount))


def _take(held: list[Any]) -> None:
    """Take the money; when the provider is silent it stays in doubt and reconciling settles it."""
    for charge in held:
        try:
            payments.capture(actor=ACTOR, charge_id=charge.id)
        except Unavailable:
            logger.warning("capture of %s is in doubt; reconcile will ask", charge.id)


def _hand_over(outcome: Outcome) -> None:
    with transaction.atomic():
        for row in outcome.documents():
            if row.state == "prepared":
                documents.release(actor=ACTOR, document_id=row.id)
        made = bool(outcome.definition.documents) and bool(outcome.documents())
        names = outcome.definition.notices
        if outcome.definition.decision.mode != "automatic" or not made:
            _tell(outcome, names.decided)
        if made:
            _tell(outcome, names.issued)
        if outcome.automatic or outcome.charges("captured"):
            cases.complete(actor=ACTOR, case_id=outcome.case_id)
        _mark(outcome, "done")


def _give_up(outcome: Outcome) -> None:
    """Neither fee nor document: let the hold go, take back what was made, say so. Safe to run again half-way."""
    for charge in outcome.charges("authorised", "due"):
        payments.cancel(actor=ACTOR, charge_id=charge.id, reason="文書を作れなかったため")
    _owe_back(outcome, "文書を作れなかったため")
    for row in outcome.documents():
        if row.state == "prepared":
            documents.void(actor=ACTOR, document_id=row.id, reason="文書を作れなかったため")
    if outcome.charges("cancelled"):
        _tell(outcome, "payment_cancelled")
    state = case_queries.case(actor=ACTOR, case_id=outcome.case_id, purpose=PURPOSE).row.state
    if state in ("received", "reviewing"):
        cases.decide(actor=ACTOR, case_id=outcome.case_id, outcome="refused", reason=CANNOT_MAKE)


def _mark(outcome: Outcome, state: str, reason: str = "") -> None:
    Fulfilment.objects.update_or_create(case_id=outcome.case_id, defaults={"state": state, "reason": reason})


def _tell(outcome: Outcome, template: str) -> None:
    tell(outcome.detail, template, outcome.definition.title, **_notice_words(outcome, template))


def _notice_words(outcome: Outcome, template: str) -> dict[str, Any]:
    """Findings that the definition lets a notice carry; its own template asks for them."""
    wanted = outcome.definition.notices.params if template == outcome.definition.notices.decided else {}
    fields, found = outcome.definition.approval.fields, outcome.papers(outcome.detail.outcome or "approved").findings if wanted else {}
    return {word: Text.in_each(partial(fields[code].display, found[code]))
            for word, code in wanted.items() if code in found}


def tell(detail: CaseDetail, template: str, title: Any, *, key: str = "", due_on: Any = None, **params: Any) -> None:
    """A notice about a case, once per template and ``key``."""
    notices.send(
        actor=ACTOR, template=template, account_id=detail.account_id, subject=f"cases.Case:{detail.row.id}",
        section=detail.row.section, link=f"/ja/my/cases/{detail.row.id}/", due_on=due_on,
        params={"title": title, "number": detail.row.number, **params},
        idempotency_key=f"{detail.row.id}:{template}{':' + key if key else ''}")


