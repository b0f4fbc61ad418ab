"""The line goes dead while 花子さん pays, the office collects, or money goes back. It happens once, or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from machinami.capabilities.identity import testing as people
from machinami.capabilities.payments import actions, demo, ledger, queries, testing
from machinami.capabilities.payments.models import Attempt, DemoPayment, Refund
from machinami.capabilities.payments.ports import Refusal, Unavailable
from machinami.foundation.actors import system
from machinami.foundation.errors import Conflict, Refused

pytestmark = pytest.mark.django_db
SYSTEM = system("test")


class Crash(Exception):
    pass


@pytest.fixture
def hanako():
    return people.resident()


@pytest.fixture
def due(hanako):
    return testing.charge(hanako)


def _state(charge):
    return queries.charge(actor=SYSTEM, charge_id=charge.id).state


def _balances():
    return {r.code.partition(":")[0]: r.balance for r in queries.trial_balance()}


def _reconcile():
    return actions.reconcile(actor=SYSTEM, older_than=-1)


def _failing(monkeypatch, method, error, *, after):
    """The provider's ``method`` fails once: before it has done anything, or after it has done all."""
    real, calls = getattr(demo.DemoProvider, method), []

    def fail(self, *args, **kwargs):
        calls.append(args)
        if len(calls) > 1:
            return real(self, *args, **kwargs)
        if after:
            real(self, *args, **kwargs)
        raise error

    monkeypatch.setattr(demo.DemoProvider, method, fail)
    return calls


POINTS = [(error, after) for error in (Crash("power"), Unavailable("time-out")) for after in (False, True)]
DO = {
    "capture": (lambda c: actions.capture(actor=SYSTEM, charge_id=c.id), "captured"),
    "cancel": (lambda c: actions.cancel(actor=SYSTEM, charge_id=c.id, reason="取下げ"), "cancelled"),
    "refund": (lambda c: actions.refund(actor=SYSTEM, charge_id=c.id, amount=100, reason="過納", idempotency_key="r"),
               "partly_refunded"),
}


@pytest.mark.parametrize("method", DO)
@pytest.mark.parametrize(("error", "after"), POINTS)
@pytest.mark.parametrize("again", ["reconcile", "same press"])
def test_a_provider_that_falls_silent_is_asked_again_and_does_it_once(hanako, due, monkeypatch, method, error, after, again):
    do, target = DO[method]
    testing.pay(hanako, due.id)
    if method == "refund":
        actions.capture(actor=SYSTEM, charge_id=due.id)
    _failing(monkeypatch, method, error, after=after)
    with pytest.raises(type(error)):
        do(due)
    assert queries.figures()["in_doubt"] == 1 and queries.figures()["sum"] == 0
    if again == "reconcile":
        assert _reconcile() == 1 and _reconcile() == 0
    else:
        do(due)
    assert _state(due) == target and queries.figures()["in_doubt"] == 0
    book = DemoPayment.objects.get()
    assert (book.captured, book.refunded) == {
        "capture": (300, 0), "cancel": (0, 0), "refund": (300, 100)}[method]
    assert _balances().get("決済会社", 0) == book.captured - book.refunded


@pytest.mark.parametrize("method", DO)
def test_dying_after_the_provider_answered_and_before_it_is_written_down(hanako, due, monkeypatch, method):
    do, target = DO[method]
    testing.pay(hanako, due.id)
    if method == "refund":
        actions.capture(actor=SYSTEM, charge_id=due.id)
    with monkeypatch.context() as patched:
        def die(*args, **kwargs):
            raise Crash
        patched.setattr(ledger, {"capture": "captured", "cancel": "cancelled", "refund": "refunded"}[method], die)
        with pytest.raises(Crash):
            do(due)
    assert _state(due) != target
    assert _reconcile() == 1 and _state(due) == target and not ledger.unbalanced()


def test_the_callback_never_comes_and_the_office_asks(hanako, due):
    attempt = testing.begin(hanako, due.id).attempt_id
    assert _reconcile() == 0 and queries.charge(actor=hanako, charge_id=due.id).pending
    DemoPayment.objects.filter(attempt=attempt).update(state="authorised")
    assert _reconcile() == 1 and _state(due) == "authorised"
    testing.call_back(testing.message(attempt))
    assert [e.verb for e in queries.history(actor=hanako, charge_id=due.id)].count("authorise") == 1


def test_a_page_left_open_is_closed_and_the_charge_can_be_paid_again(hanako, due):
    first = testing.begin(hanako, due.id).attempt_id
    Attempt.objects.update(created_at=Attempt.objects.get().created_at - actions.OPEN_FOR - timedelta(minutes=1))
    assert _reconcile() == 1
    row = queries.charge(actor=hanako, charge_id=due.id)
    assert (row.state, row.pending) == ("due", False) and DemoPayment.objects.get().state == "cancelled"
    testing.call_back(testing.message(first))
    assert _state(due) == "due", "a late word about a closed attempt counts for nothing"
    testing.pay(hanako, due.id)
    assert _state(due) == "authorised"


def test_another_way_to_pay_closes_the_first_at_the_provider_before_the_second_begins(hanako, due):
    first = testing.begin(hanako, due.id, method="card")
    second = testing.begin(hanako, due.id, method="qr")
    assert first.attempt_id != second.attempt_id
    assert {b.attempt: b.state for b in DemoPayment.objects.all()} == {
        first.attempt_id: "cancelled", second.attempt_id: "open"}


def test_choosing_another_way_when_the_first_was_paid_meanwhile_pays_once(hanako, due):
    first = testing.begin(hanako, due.id, method="card").attempt_id
    DemoPayment.objects.filter(attempt=first).update(state="authorised")
    with pytest.raises(Conflict):
        testing.begin(hanako, due.id, method="qr")
    assert _state(due) == "authorised" and DemoPayment.objects.count() == 1


@pytest.mark.parametrize("after", [False, True])
def test_the_provider_cannot_be_reached_when_payment_begins(hanako, due, monkeypatch, after):
    _failing(monkeypatch, "begin", Unavailable("down"), after=after)
    with pytest.raises(Refused) as refused:
        testing.begin(hanako, due.id)
    assert refused.value.code == "provider_offline" and not refused.value.message.missing()
    testing.pay(hanako, due.id)
    assert _state(due) == "authorised" and DemoPayment.objects.count() == 1


def test_cancelling_finds_the_payment_whose_reference_was_never_noted(hanako, due, monkeypatch):
    _failing(monkeypatch, "begin", Crash(), after=True)
    with pytest.raises(Crash):
        testing.begin(hanako, due.id)
    assert actions.cancel(actor=SYSTEM, charge_id=due.id, reason="取下げ").state == "cancelled"
    assert DemoPayment.objects.get().state == "cancelled"


def test_a_hold_that_ran_out_at_the_provider_ends_the_charge_and_takes_nothing(hanako, due):
    testing.pay(hanako, due.id)
    DemoPayment.objects.update(state="cancelled")
    with pytest.raises(Conflict) as refused:
        actions.capture(actor=SYSTEM, charge_id=due.id)
    assert refused.value.code == "hold_gone" and _state(due) == "cancelled"
    assert set(_balances().values()) == {0}


def test_a_refund_the_provider_refuses_frees_the_amount_again(hanako, due, monkeypatch):
    testing.pay(hanako, due.id)
    actions.capture(actor=SYSTEM, charge_id=due.id)
    _failing(monkeypatch, "refund", Refusal("account closed"), after=False)
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            actions.refund(actor=SYSTEM, charge_id=due.id, amount=300, reason="x", idempotency_key="r")
        assert refused.value.code == "refund_refused"
    assert Refund.objects.get().state == "failed" and _balances()["還付未済"] == 0
    assert actions.refund(actor=SYSTEM, charge_id=due.id, amount=300, reason="x", idempotency_key="r2").state == "refunded"


def test_a_refund_in_doubt_is_already_counted_against_what_is_left(hanako, due, monkeypatch):
    testing.pay(hanako, due.id)
    actions.capture(actor=SYSTEM, charge_id=due.id)
    _failing(monkeypatch, "refund", Unavailable("time-out"), after=False)
    with pytest.raises(Unavailable):
        actions.refund(actor=SYSTEM, charge_id=due.id, amount=200, reason="x", idempotency_key="r")
    with pytest.raises(Refused) as refused:
        actions.refund(actor=SYSTEM, charge_id=due.id, amount=101, reason="x", idempotency_key="r2")
    assert "100円" in refused.value.message.ja and _balances()["還付未済"] == -200
    assert _reconcile() == 1 and _balances()["還付未済"] == 0


def test_one_broken_provider_does_not_hold_up_the_others(hanako, due, monkeypatch):
    other = testing.charge(hanako, key="c2")
    for c in (due, other):
        testing.pay(hanako, c.id)
    _failing(monkeypatch, "capture", Crash(), after=False)
    with pytest.raises(Crash):
        actions.capture(actor=SYSTEM, charge_id=due.id)
    monkeypatch.undo()
    _failing(monkeypatch, "capture", Crash(), after=True)
    with pytest.raises(Crash):
        actions.capture(actor=SYSTEM, charge_id=other.id)
    monkeypatch.undo()
    _failing(monkeypatch, "status", RuntimeError("bug"), after=False)
    assert _reconcile() == 1 and _reconcile() == 1
    assert (_state(due), _state(other)) == ("captured", "captured")


@pytest.mark.parametrize("method", ["capture", "refund", "cancel"])
def test_a_provider_is_never_asked_from_inside_a_transaction_that_may_still_roll_back(hanako, due, method):
    testing.pay(hanako, due.id)
    if method == "refund":
        actions.capture(actor=SYSTEM, charge_id=due.id)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        DO[method][0](due)
    assert DemoPayment.objects.get().refunded == 0 and queries.figures()["in_doubt"] == 0


def test_a_charge_nobody_began_to_pay_may_be_cancelled_with_its_case(due):
    with transaction.atomic():
        actions.cancel(actor=SYSTEM, charge_id=due.id, reason="取下げ")
    assert _state(due) == "cancelled"


def test_money_held_for_another_amount_is_let_go(hanako, due):
    attempt = testing.begin(hanako, due.id).attempt_id
    DemoPayment.objects.update(state="authorised", amount=1)
    testing.call_back(testing.message(attempt, amount=1))
    assert _state(due) == "due" and Attempt.objects.get().state == "abandoning"
    assert _reconcile() == 1 and DemoPayment.objects.get().state == "cancelled"
    assert Attempt.objects.get().state == "abandoned"
    assert "金額" in next(e.detail["reason"] for e in queries.history(actor=hanako, charge_id=due.id)
                        if e.verb == "attempt.ask_abandon")
