"""花子さん pays 300 yen for a certificate. Whatever breaks on the way, she pays once and the ledger says so."""

from __future__ import annotations

import json
import time

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from machinami.capabilities.identity import testing as people
from machinami.capabilities.payments import actions, demo, ledger, queries, settling
from machinami.capabilities.payments.models import Attempt, Charge, DemoPayment, Journal, Posting, Receipt
from machinami.foundation.actors import system
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text

SYSTEM = system("test")


def _charge(actor, amount=300, key="c1"):
    return actions.charge(actor=actor, subject="cases.Case:1", account_id=actor.id, revenue_code="fee_residence",
                          title=Text(ja="住民票の写し"), amount=amount, section="residents", idempotency_key=key)


def _begin(actor, charge):
    return actions.begin(actor=actor, charge_id=charge.id, provider="demo", method="card",
                         return_url="http://127.0.0.1:8000/back", idempotency_key="k")


def _answer(attempt_id, state="authorised", amount=300, event=""):
    DemoPayment.objects.filter(attempt=attempt_id, state="open").update(state=state)
    body = json.dumps({"event": event or f"{attempt_id}:{state}", "attempt": attempt_id, "state": state,
                       "amount": amount}).encode()
    actions.provider_callback(provider="demo", body=body, headers={demo.SIGNATURE: demo.sign(body, int(time.time()))})


@pytest.mark.django_db
class TestPaying:
    def test_due_to_receipt_and_back(self):
        hanako = people.resident()
        charge = _charge(hanako)
        assert _charge(hanako).id == charge.id, "the same key is the same charge"
        redirect = _begin(hanako, charge)
        assert _begin(hanako, charge).attempt_id == redirect.attempt_id, "a second press goes on with the first"
        _answer(redirect.attempt_id)
        _answer(redirect.attempt_id)
        assert queries.charge(actor=hanako, charge_id=charge.id).state == "authorised"
        with pytest.raises(Conflict):
            _begin(hanako, charge)
        for _ in range(2):
            assert actions.capture(actor=SYSTEM, charge_id=charge.id).state == "captured"
        assert DemoPayment.objects.get().captured == 300 and Receipt.objects.count() == 1
        with pytest.raises(Refused):
            actions.refund(actor=SYSTEM, charge_id=charge.id, amount=301, reason="x", idempotency_key="r0")
        for key, amount, state in (("r1", 100, "partly_refunded"), ("r1", 100, "partly_refunded"), ("r2", 200, "refunded")):
            assert actions.refund(actor=SYSTEM, charge_id=charge.id, amount=amount, reason="取下げ",
                                  idempotency_key=key).state == state
        assert {r.code: r.balance for r in queries.trial_balance()} == {
            "決済会社:demo": 0, "未収:fee_residence": 0, "歳入:fee_residence": 0, "還付未済": 0}

    def test_a_declined_payment_can_be_tried_again(self):
        hanako = people.resident()
        charge = _charge(hanako)
        first = _begin(hanako, charge)
        _answer(first.attempt_id, "declined")
        second = _begin(hanako, charge)
        assert second.attempt_id != first.attempt_id
        _answer(second.attempt_id)
        assert queries.charge(actor=hanako, charge_id=charge.id).state == "authorised"

    @pytest.mark.parametrize("spoil", ["signature", "old", "amount"])
    def test_a_forged_old_or_altered_message_changes_nothing(self, spoil):
        hanako = people.resident()
        attempt = _begin(hanako, _charge(hanako)).attempt_id
        body = json.dumps({"event": "e", "attempt": attempt, "state": "authorised",
                           "amount": 1 if spoil == "amount" else 300}).encode()
        at = int(time.time()) - (600 if spoil == "old" else 0)
        signature = demo.sign(body, at)[: -1 if spoil == "signature" else None]
        if spoil == "amount":
            actions.provider_callback(provider="demo", body=body, headers={demo.SIGNATURE: signature})
        else:
            with pytest.raises(Refused):
                actions.provider_callback(provider="demo", body=body, headers={demo.SIGNATURE: signature})
        assert Charge.objects.get().state == "due"

    def test_another_resident_sees_no_charge(self):
        charge = _charge(people.resident())
        with pytest.raises(NotFound):
            queries.charge(actor=people.resident("0000000004"), charge_id=charge.id)

    def test_the_ledger_refuses_change_in_code_and_in_the_database(self):
        _charge(people.resident())
        with pytest.raises(TypeError):
            Posting.objects.first().save()
        for change in (lambda: Posting.objects.update(amount=0), lambda: Posting.objects.all().delete(),
                       lambda: Journal.objects.update(kind="x")):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_a_journal_that_does_not_sum_to_zero_is_refused(self):
        _charge(people.resident())
        with pytest.raises(ValueError, match="sum to zero"):
            ledger.post(Charge.objects.get(), "x", "x", {"a": 1, "b": -2})


class Crash(Exception):
    pass


class Paying(RuleBasedStateMachine):
    """Any order of presses, callbacks, repeats, declines, captures, refunds and crashes."""

    def __init__(self) -> None:
        super().__init__()
        Attempt.objects.all()
        self.actor = people.resident()
        self.charge = _charge(self.actor, key=f"machine-{time.time_ns()}")
        self.refunds = 0

    def _state(self) -> str:
        return Charge.objects.get(pk=self.charge.id).state

    def _attempt(self):
        return Attempt.objects.filter(charge_id=self.charge.id).order_by("-created_at").first()

    @rule()
    def press_pay(self):
        try:
            _begin(self.actor, self.charge)
        except Conflict:
            assert self._state() != "due" or self._attempt().state != "started"

    @precondition(lambda self: self._attempt() is not None)
    @rule(state=st.sampled_from(["authorised", "declined"]), twice=st.booleans())
    def provider_says(self, state, twice):
        attempt = self._attempt()
        book = DemoPayment.objects.get(attempt=str(attempt.pk))
        if book.state not in ("open", state):
            return
        for _ in range(1 + twice):
            _answer(str(attempt.pk), state)

    @precondition(lambda self: self._state() in ("authorised", "captured"))
    @rule(crash=st.sampled_from(["", "before", "after"]))
    def capture(self, crash):
        self._crashing(crash, "capture", "captured", lambda: actions.capture(actor=SYSTEM, charge_id=self.charge.id))

    @precondition(lambda self: self._state() in ("due", "authorised"))
    @rule(crash=st.sampled_from(["", "before", "after"]))
    def cancel(self, crash):
        attempt = self._attempt()
        if attempt is not None and attempt.state in ("capturing",):
            return
        self._crashing(crash, "cancel", "cancelled",
                       lambda: actions.cancel(actor=SYSTEM, charge_id=self.charge.id, reason="test"))

    @precondition(lambda self: self._state() in ("captured", "partly_refunded"))
    @rule(amount=st.integers(1, 300), crash=st.sampled_from(["", "before", "after"]))
    def refund(self, amount, crash):
        self.refunds += 1

        def go():
            try:
                actions.refund(actor=SYSTEM, charge_id=self.charge.id, amount=amount, reason="r",
                               idempotency_key=f"{self.charge.id}:{self.refunds}")
            except Refused as refused:
                assert refused.code == "refund_amount"

        self._crashing(crash, "refund", "refunded", go)

    @rule()
    def reconcile(self):
        actions.reconcile(actor=SYSTEM, older_than=-1)

    def _crashing(self, crash, method, settle, go):
        """Die before the provider hears, or after it did and before we wrote it down."""
        provider, settler = getattr(demo.DemoProvider, method), getattr(settling, settle)

        def die(*args, **kwargs):
            raise Crash

        if crash == "before":
            setattr(demo.DemoProvider, method, die)
        elif crash == "after":
            setattr(settling, settle, die)
        try:
            go()
        except Crash:
            pass
        finally:
            setattr(demo.DemoProvider, method, provider)
            setattr(settling, settle, settler)

    @invariant()
    def books_agree(self):
        figures = queries.figures()
        assert figures["sum"] == 0 and not ledger.unbalanced()

    def teardown(self):
        actions.reconcile(actor=SYSTEM, older_than=-1)
        charge = Charge.objects.get(pk=self.charge.id)
        books = DemoPayment.objects.filter(attempt__in=[str(a.pk) for a in charge.attempts.all()])
        assert sum(b.captured for b in books) == (charge.amount if charge.state in
                                                  ("captured", "partly_refunded", "refunded") else 0)
        assert sum(b.refunded for b in books) == charge.refunded
        assert not Attempt.objects.filter(charge=charge, state__in=("capturing", "cancelling")).exists()


class TestPayingMachine(TestCase, Paying.TestCase):
    databases = {"default", "audit"}
    settings = settings(max_examples=25, stateful_step_count=14, deadline=None,
                        suppress_health_check=list(HealthCheck))
