"""The demonstration provider's own pages: pay, decline, give up, and its faults on request."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django_tasks import task

from machinami.capabilities.payments.demo import SIGNATURE, sign
from machinami.capabilities.payments.models import DemoPayment
from machinami.capabilities.payments.words import DEMO_STATES

#: What a person can answer: (state in the provider's book, reason).
ANSWERS = {"pay": ("authorised", ""), "decline": ("declined", "決済会社が断りました"),
           "later": ("declined", "支払いをやめました")}
#: Seconds until a late answer, and between tries where the city hall does not answer.
LATE = 20
BACK_OFF = (1, 2, 4, 8, 16, 32, 60, 120)


def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """Public: it stands for another company's page."""
    answer = ANSWERS.get(request.POST.get("answer", "")) if request.method == "POST" else None
    with transaction.atomic():
        payment = DemoPayment.objects.select_for_update().filter(pk=reference).first()
        if payment is None:
            raise Http404
        if answer is None or payment.state != "open":
            return render(request, "payments/demo_pay.html", {"p": payment, "state": DEMO_STATES.get(payment.state)})
        fault = request.POST.get("fault", "")
        body = _settle(payment, *answer)
        if fault != "silent":
            late = timezone.now() + timedelta(seconds=LATE) if fault == "late" else None
            for _ in range(2 if fault == "twice" else 1):
                call_back.using(run_after=late).enqueue(body)
    return HttpResponseRedirect(_way_back(payment.return_url, body, told=fault not in ("silent", "late")))


pay.access = "public"  # type: ignore[attr-defined]


def _settle(payment: DemoPayment, state: str, reason: str) -> str:
    """Note the answer in the provider's book; the message that tells of it."""
    payment.state = state
    payment.save(update_fields=["state"])
    return json.dumps({"event": f"{payment.reference}:{state}", "attempt": payment.attempt, "state": state,
                       "amount": payment.amount, "reason": reason}, ensure_ascii=False)


def _way_back(url: str, body: str, *, told: bool) -> str:
    if not told:
        return url
    query = urlencode({"result": body, "signature": sign(body.encode(), int(time.time()))})
    return f"{url}{'&' if '?' in url else '?'}{query}"


@task()
def call_back(body: str, tries: int = 0) -> int:
    """POST the signed message to the city hall, as a provider would. Returns the status, 0 for no answer.

    Where the city hall does not answer or is broken, the next try is a task of its own, later: this one does not
    keep the worker waiting. The message's ``event`` stays the same, so that it counts once.
    """
    try:
        status = httpx.post(
            f"{settings.BASE_URL}/api/payments/demo/callback", content=body.encode(), timeout=10,
            headers={SIGNATURE: sign(body.encode(), int(time.time())), "Content-Type": "application/json"}).status_code
    except httpx.HTTPError:
        status = 0
    if (status == 0 or status >= 500) and tries < len(BACK_OFF):
        later = timezone.now() + timedelta(seconds=BACK_OFF[tries])
        call_back.using(run_after=later).enqueue(body, tries + 1)
    return status
