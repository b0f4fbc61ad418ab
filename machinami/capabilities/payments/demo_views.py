"""The demonstration provider's own pages: pay, decline, give up, and its faults on request."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django_tasks import task

from machinami.capabilities.payments.demo import SIGNATURE, sign
from machinami.capabilities.payments.models import DemoPayment


def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """Public: it stands for another company's page."""
    with transaction.atomic():
        payment = DemoPayment.objects.select_for_update().filter(pk=reference).first()
        if payment is None:
            raise Http404
        if request.method != "POST" or payment.state != "open":
            return render(request, "payments/demo_pay.html", {"p": payment})
        answer = request.POST.get("answer", "")
        if answer == "later":
            return HttpResponseRedirect(payment.return_url)
        payment.state = "authorised" if answer == "pay" else "declined"
        payment.save(update_fields=["state"])
        fault = request.POST.get("fault", "")
        body = json.dumps({"event": f"{reference}:{payment.state}", "attempt": payment.attempt, "state": payment.state,
                           "amount": payment.amount, "reason": "" if answer == "pay" else "利用者が断りました"})
        if fault != "silent":
            for _ in range(2 if fault == "twice" else 1):
                call_back.enqueue(body, 30 if fault == "late" else 0)
    if fault in ("silent", "late"):
        return HttpResponseRedirect(payment.return_url)
    query = urlencode({"result": body, "signature": sign(body.encode(), int(time.time()))})
    return HttpResponseRedirect(f"{payment.return_url}?{query}")


@task()
def call_back(body: str, delay: int = 0) -> int:
    """POST the signed message to the city hall, as a provider would; tried again for about a minute."""
    time.sleep(min(delay, 30))
    for wait in (0, 1, 2, 4, 8, 16):
        time.sleep(wait)
        try:
            answer = httpx.post(f"{settings.BASE_URL}/api/payments/demo/callback", content=body.encode(), timeout=10,
                                headers={SIGNATURE: sign(body.encode(), int(time.time())),
                                         "Content-Type": "application/json"})
        except httpx.HTTPError:
            continue
        if answer.status_code < 500:
            return answer.status_code
    return 0
