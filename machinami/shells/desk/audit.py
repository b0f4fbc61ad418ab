"""For auditors and cashiers: the record, holdings, the ledger."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from machinami.capabilities.audit import queries
from machinami.capabilities.payments import queries as payments
from machinami.capabilities.privacy import queries as privacy
from machinami.shells.desk.access import page_number, staff


@staff("audit.search")
def search(request: HttpRequest) -> HttpResponse:
    text, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    page = queries.search(actor=request.actor, text=text, kind=kind, page=page_number(request))  # type: ignore[attr-defined]
    verified = queries.verify() if "verify" in request.GET else None
    return render(request, "desk/audit.html", {"page": page, "q": text, "kind": kind, "verified": verified})


@staff("privacy.view_holdings")
def holdings(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    due = list(privacy.would_go(actor=actor, limit=200))
    return render(request, "desk/holdings.html", {
        "rows": privacy.holdings(), "runs": privacy.runs(actor=actor, page=page_number(request)), "due": due})


@staff("payments.view")
def ledger(request: HttpRequest) -> HttpResponse:
    balance = payments.trial_balance()
    return render(request, "desk/ledger.html", {"rows": balance, "total": sum(r.balance for r in balance)})
