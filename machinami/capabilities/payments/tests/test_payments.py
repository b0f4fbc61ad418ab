"""花子さん pays 300 yen for a certificate. Whatever breaks on the way, she pays once and the ledger says so."""

from __future__ import annotations

import json
import time

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from machinami.capabilities.identity import testing as people
from machinami.capabilities.payments import actions, demo, ledger, queries, settling, testing
from machinami.capabilities.payments.models import (
    Attempt,
    Charge,
    DemoPayment,
    Journal,
    Posting,
    Receipt,
    Refund,
)
from machinami.foundation.actors import system
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text

SYSTEM = system("test")
TAKEN = ("captured", "partly_refunded", "refunded")


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
        # What one example writes is rolled back at its end; the block counts as the test's own, not as a caller's.
        self.example = transaction.atomic()
        self.example._from_testcase = True
        self.example.__enter__()
        self.actor = people.resident()
        self.charge = _charge(self.actor, key="machine")
        self.refunds = 0
        self._long_ago = timezone.now() - 2 * actions.OPEN_FOR

    def _state(self) -> str:
        return Charge.objects.get(pk=self.charge.id).state

    def _attempt(self):
        # By id, which is in order of making: an hour that passes gives all attempts the same time.
        return Attempt.objects.filter(charge_id=self.charge.id).order_by("-pk").first()

    @rule(method=st.sampled_from(["card", "qr"]), crash=st.sampled_from(["", "", "before", "after"]))
    def press_pay(self, method, crash):
        def go():
            try:
                testing.begin(self.actor, self.charge.id, method=method)
            except Conflict:
                assert self._state() != "due" or self._attempt().state != "started"

        self._crashing(crash, "begin", "start", go)

    @rule()
    def an_hour_passes(self):
        Attempt.objects.filter(charge_id=self.charge.id).update(created_at=self._long_ago)
        actions.reconcile(actor=SYSTEM, older_than=-1)

    @precondition(lambda self: self._attempt() is not None)
    @rule(state=st.sampled_from(["authorised", "declined"]))
    def payer_answers_and_nobody_is_told(self, state):
        DemoPayment.objects.filter(attempt=str(self._attempt().pk), state="open").update(state=state)

    @precondition(lambda self: self._attempt() is not None)
    @rule(state=st.sampled_from(["authorised", "declined"]), twice=st.booleans())
    def provider_says(self, state, twice):
        attempt = self._attempt()
        book = DemoPayment.objects.filter(attempt=str(attempt.pk)).first()
        if book is None or book.state not in ("open", state):
            return
        for _ in range(1 + twice):
            _answer(str(attempt.pk), state)

    @precondition(lambda self: self._state() in ("authorised", "captured"))
    @rule(crash=st.sampled_from(["", "before", "after"]))
    def capture(self, crash):
        if self._state() == "authorised" and self._attempt().state == "cancelling":
            with pytest.raises(Conflict):
                actions.capture(actor=SYSTEM, charge_id=self.charge.id)
            return
        self._crashing(crash, "capture", "captured", lambda: actions.capture(actor=SYSTEM, charge_id=self.charge.id))

    @precondition(lambda self: self._state() in ("due", "authorised"))
    @rule(crash=st.sampled_from(["", "before", "after"]))
    def cancel(self, crash):
        attempt = self._attempt()
        if attempt is not None and attempt.state == "capturing":
            with pytest.raises(Conflict):
                actions.cancel(actor=SYSTEM, charge_id=self.charge.id, reason="test")
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
        """Every journal is in balance, and every account says what charge and refunds say."""
        assert queries.figures()["sum"] == 0 and not ledger.unbalanced()
        charge = Charge.objects.get(pk=self.charge.id)
        refunds = Refund.objects.filter(attempt__charge=charge)
        asked = sum(r.amount for r in refunds if r.state == "asked")
        done = sum(r.amount for r in refunds if r.state == "done")
        took = charge.amount if charge.state in TAKEN else 0
        assert charge.refunded == done and done + asked <= took
        balances = {r.code.partition(":")[0]: r.balance for r in queries.trial_balance()}
        open_ = charge.amount if charge.state in ("due", "authorised") else 0
        assert balances["未収"] == open_
        assert balances.get("決済会社", 0) == took - done
        assert balances.get("還付未済", 0) == -asked
        assert balances["歳入"] == -(open_ + took - done - asked)

    @invariant()
    def nobody_pays_twice(self):
        """The provider holds or has taken the money at most once, never more of it, and never gives back more."""
        books = list(DemoPayment.objects.all())
        assert sum(b.state in ("authorised", "captured") for b in books) <= 1
        assert all(b.refunded <= b.captured <= b.amount for b in books)
        assert Receipt.objects.count() == (Charge.objects.get(pk=self.charge.id).state in TAKEN)

    def teardown(self):
        try:
            self.all_asked()
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    def all_asked(self):
        """When all is asked about, the provider's books and ours are the same."""
        actions.reconcile(actor=SYSTEM, older_than=-1)
        charge = Charge.objects.get(pk=self.charge.id)
        books = list(DemoPayment.objects.all())
        assert sum(b.captured for b in books) == (charge.amount if charge.state in TAKEN else 0)
        assert sum(b.refunded for b in books) == charge.refunded
        assert any(b.state == "authorised" for b in books) == (charge.state == "authorised")
        assert queries.figures()["in_doubt"] == 0
        self.books_agree()


class TestPayingMachine(TestCase, Paying.TestCase):
    databases = {"default", "audit"}

    def setUp(self) -> None:
        super().setUp()
        people.resident()

    settings = settings(max_examples=12, stateful_step_count=16, deadline=None,
                        suppress_health_check=list(HealthCheck))
