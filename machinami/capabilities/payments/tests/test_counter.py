"""ミツさん pays 300 yen in coins at the counter; 健さん takes them, gives change, and counts the box at five o'clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from machinami.capabilities.documents import queries as documents
from machinami.capabilities.identity import testing as people
from machinami.capabilities.payments import actions, ledger, queries
from machinami.capabilities.payments import testing as paying
from machinami.capabilities.payments.models import Cash, Charge, Posting
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from machinami.foundation.testing import run_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def mitsu(db):
    return people.resident("0000000004")


@pytest.fixture
def ken(db):
    return people.staff(("residents", "cashier"), username="kumin")


def take(ken, charge, tendered=300, key="press-1"):
    return actions.take_cash(actor=ken, charge_id=charge.id, tendered=tendered, idempotency_key=key)


def today(section="residents"):
    return queries.till(actor=people.staff(("residents", "cashier"), username="kumin"), section=section, day=timezone.localdate())


def balances():
    return {r.code: r.balance for r in queries.trial_balance() if r.balance}


def test_cash_is_taken_once_with_change_and_a_receipt(mitsu, ken):
    charge = paying.charge(mitsu, subject="payments.Test:1")
    taken = take(ken, charge, 1_000)
    assert (taken.change, taken.charge.state, taken.charge.method) == (700, "captured", "cash")
    assert take(ken, charge, 1_000).change == 700 and Cash.objects.count() == 1, "a second press is the same"
    with pytest.raises(Conflict):
        take(ken, charge, 300, key="another press")
    with pytest.raises(Conflict):
        paying.begin(mitsu, charge.id)
    run_tasks()
    assert [d.title.ja for d in documents.documents_of(actor=mitsu, subject=charge.subject)] == ["領収書"]
    assert balances() == {"現金:residents": 300, "歳入:fee_residence": -300} and not ledger.unbalanced()


def test_too_little_and_somebody_else_take_nothing(mitsu, ken):
    charge = paying.charge(mitsu)
    with pytest.raises(Refused) as told:
        take(ken, charge, 299)
    assert "300円以上" in told.value.fields["tendered"].ja
    for actor in (people.staff(("residents", "clerk"), username="c"), people.staff(("childcare", "cashier"), username="d"), mitsu):
        with pytest.raises(NotAllowed):
            take(actor, charge)
    assert queries.charge(actor=mitsu, charge_id=charge.id).state == "due"


def test_an_open_payment_online_is_closed_and_one_that_went_through_is_not_taken_twice(mitsu, ken):
    charge = paying.charge(mitsu)
    paying.begin(mitsu, charge.id)
    assert take(ken, charge).charge.state == "captured"
    other = paying.charge(mitsu, key="c2")
    paying.pay(mitsu, other.id)
    with pytest.raises(Conflict):
        take(ken, other, key="press-2")
    assert Cash.objects.count() == 1


def test_part_and_then_the_rest_is_handed_back_and_never_more(mitsu, ken):
    charge = paying.charge(mitsu)
    take(ken, charge)
    part = actions.refund(actor=ken, charge_id=charge.id, amount=100, reason="1通取り下げ", idempotency_key="r1")
    again = actions.refund(actor=ken, charge_id=charge.id, amount=100, reason="1通取り下げ", idempotency_key="r1")
    assert (part.state, part.refunded) == (again.state, again.refunded) == ("partly_refunded", 100)
    with pytest.raises(Refused, match="200円まで"):
        actions.refund(actor=ken, charge_id=charge.id, amount=201, reason="x", idempotency_key="r2")
    assert actions.refund(actor=ken, charge_id=charge.id, amount=200, reason="残り", idempotency_key="r3").state == "refunded"
    day = today()
    assert day.expected == 0 and [(x.count, x.taken, x.returned) for x in day.lines] == [(3, 300, 300)]
    assert balances() == {}


def test_what_is_owed_waits_for_the_payer_and_is_paid_out_once(mitsu, ken):
    charge = paying.charge(mitsu)
    take(ken, charge)
    manager = people.staff(("residents", "manager"), username="m")
    for _ in range(2):
        actions.owe_refund(actor=manager, charge_id=charge.id, reason="却下", idempotency_key="owe")
    (owed,) = queries.owed(actor=ken, section="residents")
    assert owed.amount == 300 and balances()["還付未済"] == -300
    assert actions.reconcile(actor=people.staff(("*", "cashier"), username="all"), older_than=0) == 0, "no provider is asked"
    assert actions.pay_out(actor=ken, refund_id=owed.id).state == actions.pay_out(actor=ken, refund_id=owed.id).state == "refunded"
    assert queries.owed(actor=ken, section="residents") == [] and balances() == {}
    with pytest.raises(NotFound):
        actions.pay_out(actor=ken, refund_id=charge.id)


class TestTheDay:
    def test_counted_right_it_is_closed_and_nothing_more_goes_in(self, mitsu, ken):
        take(ken, paying.charge(mitsu))
        closed = actions.close_day(actor=ken, section="residents", day=timezone.localdate(), counted=300)
        assert (closed.expected, closed.difference, closed.closed_by) == (300, 0, "職員 kumin")
        assert balances() == {"歳計現金": 300, "歳入:fee_residence": -300}
        with pytest.raises(Refused, match="締めました"):
            take(ken, paying.charge(mitsu, key="c2"), key="press-2")
        with pytest.raises(Conflict):
            actions.close_day(actor=ken, section="residents", day=timezone.localdate(), counted=300)

    def test_a_difference_is_explained_and_stays_in_the_books(self, mitsu, ken):
        take(ken, paying.charge(mitsu))
        with pytest.raises(Refused) as told:
            actions.close_day(actor=ken, section="residents", day=timezone.localdate(), counted=290)
        assert "-10円" in told.value.fields["explanation"].ja and today().closed_at is None
        closed = actions.close_day(actor=ken, section="residents", day=timezone.localdate(), counted=290, explanation="お釣りの渡しすぎ")
        assert closed.difference == -10
        assert balances() == {"歳計現金": 290, "現金過不足": 10, "歳入:fee_residence": -300} and not ledger.unbalanced()

    def test_only_days_that_have_come_by_those_who_may(self, mitsu, ken):
        with pytest.raises(Refused):
            actions.close_day(actor=ken, section="residents", day=timezone.localdate() + timedelta(days=1), counted=0)
        with pytest.raises(NotAllowed):
            actions.close_day(actor=people.staff(("residents", "clerk"), username="c"), section="residents", day=timezone.localdate(), counted=0)

    def test_the_cash_book_is_not_altered(self, mitsu, ken):
        take(ken, paying.charge(mitsu))
        with pytest.raises(DatabaseError), transaction.atomic():
            Cash.objects.update(amount=1)


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(1, 5_000), st.integers(0, 5_000)), min_size=1, max_size=6), counted=st.integers(-100, 9_999))
def test_whatever_is_taken_and_returned_the_books_sum_to_zero_and_the_box_is_empty_after(steps, counted):
    with transaction.atomic():
        mitsu, ken = people.resident("0000000004"), people.staff(("residents", "cashier"), username="kumin")
        day = timezone.localdate() - timedelta(days=1)
        for n, (amount, _) in enumerate(steps):
            charge = Charge.objects.create(subject="x", account_id=mitsu.id, revenue_code="fee_residence", title={"ja": "x"},
                                           amount=amount, section="residents", idempotency_key=f"p{n}")
            ledger.charged(charge)
            ledger.captured(charge, ledger.COUNTER)
            Cash.objects.create(charge=charge, section="residents", day=day, at=timezone.now(), amount=amount, actor="x",
                                idempotency_key=f"p{n}")
        closed = actions.close_day(actor=ken, section="residents", day=day, counted=counted, explanation="数えた")
        assert closed.expected == sum(a for a, _ in steps) and closed.difference == counted - closed.expected
        assert sum(p.amount for p in Posting.objects.all()) == 0 and not ledger.unbalanced()
        assert "現金:residents" not in balances()
        transaction.set_rollback(True)
