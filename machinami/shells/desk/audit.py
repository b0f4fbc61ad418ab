"""For auditors and cashiers: the record, deliveries, holdings, the ledger."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from machinami.capabilities.audit import queries
from machinami.capabilities.notices import actions as notice_actions
from machinami.capabilities.notices import queries as notices
from machinami.capabilities.payments import queries as payments
from machinami.capabilities.privacy import queries as privacy
from machinami.shells.desk.access import page_number, staff
from machinami.shells.desk.words import CHANNELS, DELIVERY_STATES


@staff("audit.search")
def search(request: HttpRequest) -> HttpResponse:
    text, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    page = queries.search(actor=request.actor, text=text, kind=kind, page=page_number(request))  # type: ignore[attr-defined]
    verified = queries.verify() if "verify" in request.GET else None
    return render(request, "desk/audit.html", {"page": page, "q": text, "kind": kind, "verified": verified})


@staff("notices.view")
def deliveries(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = notices.deliveries(actor=request.actor, state=state, page=page_number(request))  # type: ignore[attr-defined]
    return render(request, "desk/deliveries.html", {"page": page, "state": state, "channels": CHANNELS,
                                                    "states": DELIVERY_STATES})


@staff("notices.retry")
@require_POST
def retry(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    notice_actions.retry(actor=request.actor, delivery_id=delivery_id)  # type: ignore[attr-defined]
    messages.success(request, "もう一度送ります")
    return HttpResponseRedirect("/desk/notices/")


@staff("privacy.view_holdings")
def holdings(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/holdings.html", {"rows": privacy.holdings()})


@staff("payments.view")
def ledger(request: HttpRequest) -> HttpResponse:
    balance = payments.trial_balance()
    return render(request, "desk/ledger.html", {"rows": balance, "total": sum(r.balance for r in balance)})
