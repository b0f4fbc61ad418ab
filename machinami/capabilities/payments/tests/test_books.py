"""The cashier closes the day, the auditor asks who did what, the payer wants a receipt."""

from __future__ import annotations

import io
import json

import pikepdf
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from machinami.capabilities.audit.models import PendingWrite
from machinami.capabilities.documents import queries as documents
from machinami.capabilities.identity import testing as people
from machinami.capabilities.payments import actions, ledger, queries, states, subscribers, testing
from machinami.capabilities.payments.events import ChargeCaptured
from machinami.capabilities.payments.models import (
    Charge,
    ChargeEvent,
    Journal,
    LedgerAccount,
    Posting,
    Receipt,
)
from machinami.city.fees import revenue_items
from machinami.foundation.actors import system
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from machinami.foundation.i18n import Text

pytestmark = pytest.mark.django_db
SYSTEM = system("test")


@pytest.fixture
def hanako():
    return people.resident()


@pytest.fixture
def paid(hanako):
    charge = testing.charge(hanako)
    testing.pay(hanako, charge.id)
    actions.capture(actor=SYSTEM, charge_id=charge.id)
    return charge


def test_the_day_is_closed_by_revenue_item(hanako, paid):
    testing.charge(hanako, key="unpaid")
    actions.refund(actor=SYSTEM, charge_id=paid.id, amount=100, reason="過納", idempotency_key="r")
    (row,) = queries.day_close(timezone.localdate())
    assert (row.revenue_code, row.captured, row.refunded) == ("fee_residence", 300, 100)
    assert {r.code: (r.kind, r.balance) for r in queries.trial_balance()} == {
        "未収:fee_residence": ("asset", 300), "歳入:fee_residence": ("revenue", -500),
        "決済会社:demo": ("asset", 200), "還付未済": ("liability", 0)}


def test_every_step_is_on_record_with_who_took_it(hanako, paid):
    cashier = people.staff(("residents", "cashier"))
    actions.refund(actor=cashier, charge_id=paid.id, amount=300, reason="過納", idempotency_key="r")
    steps = [(e.verb, e.before, e.after, e.actor) for e in queries.history(actor=cashier, charge_id=paid.id)]
    me, bank, office = hanako.label, "system:payments.provider", SYSTEM.label
    assert steps == [
        ("charge", "", "due", me), ("attempt.begin", "", "started", me),
        ("attempt.authorise", "started", "authorised", bank), ("authorise", "due", "authorised", bank),
        ("attempt.ask_capture", "authorised", "capturing", office),
        ("attempt.capture", "capturing", "captured", office), ("capture", "authorised", "captured", office),
        ("refund.ask", "", "asked", cashier.label), ("refund.refund", "asked", "done", cashier.label),
        ("refund_all", "captured", "refunded", cashier.label)]
    audited = [p.body["verb"] for p in PendingWrite.objects.order_by("id") if p.body["subject"].endswith(paid.id)]
    assert audited == [f"payments.{verb}" for verb, *_ in steps]


def test_history_cannot_be_rewritten(paid):
    with pytest.raises(TypeError):
        ChargeEvent.objects.first().save()
    for change in (lambda: ChargeEvent.objects.update(actor="nobody"), lambda: ChargeEvent.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_database_knows_the_states_and_bounds_the_amounts(paid):
    for change in ({"state": "paid"}, {"refunded": 301}, {"amount": 0, "refunded": 0}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Charge.objects.update(**change)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no deferred triggers")
def test_postgresql_refuses_an_unbalanced_journal_at_commit(paid):
    account = LedgerAccount.objects.first()
    with pytest.raises(DatabaseError, match="sum to zero"), transaction.atomic():
        journal = Journal.objects.create(at=timezone.now(), kind="x", charge_id=paid.id, idempotency_key="x")
        Posting.objects.create(journal=journal, ledger_account=account, amount=5)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_account_outside_the_chart_or_a_lost_posting_is_found(paid):
    charge = Charge.objects.get()
    for lines in ({"財布": 1, "還付未済": -1}, {"未収:nothing": 1, "還付未済": -1}, {"未収": 1, "還付未済": -1}):
        with pytest.raises(ValueError, match="chart"):
            ledger.post(charge, "x", "x", lines)
    lost = Journal.objects.create(at=timezone.now(), kind="x", charge=charge, idempotency_key="lost")
    assert ledger.unbalanced() == [str(lost.pk)]


def test_a_charge_names_a_revenue_item_and_its_key_stands_for_one_charge(hanako):
    testing.charge(hanako)
    with pytest.raises(Conflict):
        testing.charge(hanako, amount=500)
    assert "fee_residence" in revenue_items()
    with pytest.raises(ValueError, match="chart"):
        actions.charge(actor=SYSTEM, subject="x", account_id=hanako.id, revenue_code="no_such", amount=1, section="residents",
                       title=Text(ja="x"), idempotency_key="k")
    with pytest.raises(TypeError):
        testing.charge(hanako, amount=1.5, key="k2")


def test_receipts_are_numbered_without_gaps_within_the_fiscal_year(hanako):
    for n in range(3):
        charge = testing.charge(hanako, key=f"k{n}")
        testing.pay(hanako, charge.id)
        actions.capture(actor=SYSTEM, charge_id=charge.id)
    numbers = [r.number for r in Receipt.objects.order_by("number")]
    assert [n.rpartition("-")[2] for n in numbers] == ["000001", "000002", "000003"]


def test_the_payer_gets_one_receipt_as_pdf(hanako, paid):
    event = ChargeCaptured(paid.id, paid.subject, 300)
    for _ in range(2):
        subscribers.make_receipt(event)
    (row,) = documents.documents_of(actor=hanako, subject=paid.subject)
    content = documents.read_document(actor=hanako, document_id=row.id, purpose="本人")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1 and str(pdf.docinfo["/Title"]) == "領収書"


def test_who_may_collect_refund_and_look(hanako, paid):
    clerk, cashier = people.staff(("residents", "clerk")), people.staff(("residents", "cashier"), username="cashier")
    elsewhere = people.staff(("childcare", "cashier"), username="elsewhere")
    assert queries.charge(actor=clerk, charge_id=paid.id).state == "captured"
    for actor in (hanako, clerk, elsewhere):
        with pytest.raises(NotAllowed):
            actions.refund(actor=actor, charge_id=paid.id, amount=1, reason="x", idempotency_key=actor.id)
        with pytest.raises(NotAllowed):
            actions.capture(actor=actor, charge_id=paid.id)
    with pytest.raises(NotFound):
        queries.history(actor=elsewhere, charge_id=paid.id)
    with pytest.raises(NotAllowed):
        queries.ledger(actor=hanako)
    assert queries.ledger(actor=elsewhere).total == 0
    page = queries.ledger(actor=cashier, account="決済会社:demo", day=timezone.localdate())
    assert page.total == 1 and [(p.code, p.amount) for p in page.rows[0].postings] == [
        ("決済会社:demo", 300), ("未収:fee_residence", -300)]
    with pytest.raises(NotFound):
        testing.begin(people.resident("0000000004"), paid.id)
    with pytest.raises(NotAllowed):
        actions.reconcile(actor=clerk)


def test_collecting_what_nobody_has_paid_says_so(hanako):
    charge = testing.charge(hanako)
    with pytest.raises(Conflict) as refused:
        actions.capture(actor=SYSTEM, charge_id=charge.id)
    assert refused.value.code == "not_held"
    with pytest.raises(Refused):
        actions.refund(actor=SYSTEM, charge_id=charge.id, amount=1, reason="x", idempotency_key="r")


@pytest.mark.parametrize("what", ["check", "reconcile"])
def test_the_ledger_command_ends_with_figures(paid, what):
    out = io.StringIO()
    call_command("ledger", what, stdout=out)
    figures = json.loads(out.getvalue().splitlines()[-1])
    assert figures["journals"] == 2 and figures["postings"] == 4 and figures["sum"] == figures["in_doubt"] == 0


@pytest.mark.parametrize("table", [states.CHARGE, states.ATTEMPT, states.REFUND])
def test_every_source_is_reached_and_what_is_not_in_the_table_is_refused(table):
    known = {target for _, target in table.values()} | {"due", "started", "asked"}
    for verb, (sources, target) in table.items():
        assert sources <= known
        for state in known:
            if state in sources:
                assert states.follow(table, verb, state) == target
            else:
                with pytest.raises(Conflict):
                    states.follow(table, verb, state)
