"""Judges a city hall by its own tables, on either database: nothing acknowledged lost, nothing doubled.

``python -m tests.faults.judge look`` prints what is still under way; ``… judge`` reads ``{"submitted": […], "paid": […]}``
(charge ids) and prints the list of what is wrong.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings
from django.db.models import Count, Sum
from django_tasks_db.models import DBTaskResult

from machinami.capabilities.audit import actions as audit_actions
from machinami.capabilities.audit import queries as audit
from machinami.capabilities.cases.models import Case
from machinami.capabilities.documents.models import Blob, Document
from machinami.capabilities.notices.models import Delivery, Notice
from machinami.capabilities.payments import actions as payments
from machinami.capabilities.payments import ledger, queries
from machinami.capabilities.payments.models import Charge, DemoPayment, Receipt
from machinami.foundation.actors import system

FEE = 300


def look() -> dict[str, Any]:
    payments.reconcile(actor=system("judge"), older_than=0)
    audit_actions.seal(actor=system("judge"))
    return {"in_doubt": queries.figures()["in_doubt"],
            "tasks": dict(DBTaskResult.objects.exclude(status="SUCCESSFUL").values_list("status").annotate(n=Count("pk"))),
            "letters": Delivery.objects.exclude(state="sent").count(), "charges": Charge.objects.count(),
            "captured": Charge.objects.filter(state="captured").count(), "deliveries": Delivery.objects.count()}


def judge(submitted: set[str], paid: set[str]) -> Iterator[str]:
    states = {str(pk): state for pk, state in Charge.objects.values_list("pk", "state")}
    yield from (f"an acknowledged submission is lost: {c}" for c in submitted - set(states))
    yield from (f"an acknowledged payment is lost: {c} is {states.get(c)}" for c in paid if states.get(c) != "captured")
    yield from _money(states)
    yield from _documents()
    yield from _notices()
    whole = audit.verify()
    if not whole.whole or whole.pending:
        yield f"audit: {whole}"


def _money(states: dict[str, str]) -> Iterator[str]:
    figures = queries.figures()
    if figures["sum"] or figures["in_doubt"] or ledger.unbalanced():
        yield f"ledger: {figures}, unbalanced {ledger.unbalanced()}"
    captured = {c for c, state in states.items() if state == "captured"}
    if "authorised" in states.values():
        yield "paid, but no certificate"
    book = DemoPayment.objects.aggregate(sum=Sum("captured"))["sum"] or 0
    if book != len(captured) * FEE:
        yield f"the provider took {book} yen for {len(captured)} certificates"
    if {str(c) for c in Receipt.objects.values_list("charge_id", flat=True)} != captured:
        yield "receipts and captured charges differ"
    if Case.objects.count() != Case.objects.values("idempotency_key").distinct().count():
        yield "a case is doubled"


def _documents() -> Iterator[str]:
    receipts = Counter(Document.objects.filter(kind="receipt").values_list("subject", flat=True))
    certificates = Counter(Document.objects.exclude(kind="receipt").filter(state="released").values_list("subject", flat=True))
    captured = Charge.objects.filter(state="captured")
    if len(receipts) != captured.count() or set(receipts.values()) - {1}:
        yield f"receipts: {sum(receipts.values())} for {captured.count()} payments"
    if set(certificates) != set(captured.values_list("subject", flat=True)) or set(certificates.values()) - {1}:
        yield f"certificates: {sum(certificates.values())} for {captured.count()} payments: a fee and its certificate are one outcome"
    files = {p.name for p in Path(settings.BLOB_ROOT).rglob("*") if p.is_file()}
    yield from (f"a row without its file: {b}" for b in Blob.objects.values_list("pk", flat=True) if b not in files)


def _notices() -> Iterator[str]:
    told = Counter(Notice.objects.values_list("subject", "template"))
    yield from (f"a notice is doubled: {key}" for key, number in told.items() if number > 1)
    subjects = {subject for subject, _ in told}
    yield from (f"nobody was told of case {pk}" for pk in Case.objects.values_list("pk", flat=True)
                if f"cases.Case:{pk}" not in subjects)
    ready = {subject for subject, template in told if template == "document_ready"}
    done = set(Document.objects.exclude(kind="receipt").filter(state="released").values_list("subject", flat=True))
    yield from (f"nobody was told that the certificate is ready: {s}" for s in done - ready)
    if Delivery.objects.exclude(state="sent").exists():
        yield "a letter was not sent"
    if Notice.objects.exclude(account__email="").filter(deliveries=None).exists():
        yield "a notice has no letter"


if __name__ == "__main__":
    if sys.argv[1:] == ["look"]:
        print(json.dumps(look()))
    else:
        said = json.load(sys.stdin)
        print(json.dumps(list(judge(set(said["submitted"]), set(said["paid"]))), ensure_ascii=False))
