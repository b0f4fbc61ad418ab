"""The demonstration provider: behaves like an outside service, down to its signatures and its faults."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from machinami.capabilities.payments.models import DemoPayment
from machinami.capabilities.payments.ports import (
    Order,
    PaymentProvider,
    ProviderNews,
    ProviderState,
    Refusal,
    Started,
    Untrusted,
)

#: A message older than this is not believed (seconds).
TOLERANCE = 300
SIGNATURE = "X-Demo-Signature"


def sign(body: bytes, at: int) -> str:
    """``t=<unix time>,v1=<HMAC-SHA256 of "time.body">``."""
    mac = hmac.new(settings.PAYMENT_DEMO_SECRET.encode(), str(at).encode() + b"." + body, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"


def check(body: bytes, signature: str) -> None:
    """:raises Untrusted:"""
    parts = dict(p.split("=", 1) for p in signature.split(",") if "=" in p)
    at = parts.get("t", "")
    if not settings.PAYMENT_DEMO_SECRET or not at.isdigit() or abs(time.time() - int(at)) > TOLERANCE:
        raise Untrusted("time")
    if not hmac.compare_digest(sign(body, int(at)), signature):
        raise Untrusted("signature")


class DemoProvider(PaymentProvider):
    code = "demo"

    def origins(self) -> tuple[str, ...]:
        return (settings.DEMO_PROVIDERS_URL,)

    def begin(self, order: Order) -> Started:
        payment, _ = DemoPayment.objects.get_or_create(
            attempt=order.attempt_id, defaults={
                "reference": f"demo-{order.attempt_id}", "amount": order.amount, "title": order.title,
                "return_url": order.return_url})
        return Started(payment.reference, f"{settings.DEMO_PROVIDERS_URL}/demo/pay/{payment.reference}/")

    @transaction.atomic
    def capture(self, reference: str, amount: int, key: str) -> None:
        payment = self._found(reference)
        if key in payment.keys:
            return
        if payment.state != "authorised" or amount > payment.amount:
            raise Refusal(f"not authorised: {payment.state}")
        payment.state, payment.captured = "captured", amount
        self._keep(payment, key)

    @transaction.atomic
    def cancel(self, reference: str, key: str) -> None:
        payment = self._found(reference)
        if key in payment.keys or payment.state == "declined":
            return
        if payment.state == "captured":
            raise Refusal("captured already")
        payment.state = "cancelled"
        self._keep(payment, key)

    @transaction.atomic
    def refund(self, reference: str, amount: int, key: str) -> None:
        payment = self._found(reference)
        if key in payment.keys:
            return
        if payment.refunded + amount > payment.captured:
            raise Refusal("more than was paid")
        payment.refunded += amount
        self._keep(payment, key)

    def status(self, reference: str) -> ProviderState:
        payment = DemoPayment.objects.get(pk=reference)
        return ProviderState(payment.state, payment.captured, payment.refunded, payment.amount)

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> ProviderNews:
        check(body, headers.get(SIGNATURE, ""))
        return self._news(body)

    def read_return(self, query: Mapping[str, str]) -> ProviderNews | None:
        body = query.get("result", "")
        if not body:
            return None
        check(body.encode(), query.get("signature", ""))
        return self._news(body)

    @staticmethod
    def _news(body: bytes | str) -> ProviderNews:
        try:
            data: dict[str, Any] = json.loads(body)
            return ProviderNews(str(data["event"]), str(UUID(data["attempt"])), str(data["state"]), int(data["amount"]),
                                str(data.get("reason", "")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Untrusted("unreadable") from error

    @staticmethod
    def _found(reference: str) -> DemoPayment:
        return DemoPayment.objects.select_for_update().get(pk=reference)

    @staticmethod
    def _keep(payment: DemoPayment, key: str) -> None:
        payment.keys = [*payment.keys, key]
        payment.save()
