"""Paying: what, how much, until when; then away to the provider and back to one honest result."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from machinami.capabilities.payments import actions, ports, queries
from machinami.city import sections
from machinami.foundation.i18n import Text
from machinami.shells.portal.access import here, signed_in

METHODS = {
    "card": Text(ja="クレジットカード", en="Credit card", zh="信用卡", ko="신용카드", easy="クレジットカード"),
    "qr": Text(ja="スマートフォン決済（2次元コード）", en="Smartphone payment (QR)", zh="手机支付（二维码）",
               ko="스마트폰 결제(QR)", easy="スマホで はらう"),
    "emoney": Text(ja="電子マネー", en="E-money", zh="电子货币", ko="전자화폐", easy="でんしマネー"),
}


@signed_in
def choose(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    charge = queries.charge(actor=actor, charge_id=charge_id)
    if charge.state not in ("due",):
        return HttpResponseRedirect(here(request, f"pay/{charge_id}/result/"))
    providers = ports.providers()
    if request.method == "POST" and providers:
        method = request.POST.get("method", "card")
        redirect = actions.begin(
            actor=actor, charge_id=charge_id, provider=providers[0],
            method=method if method in METHODS else "card",
            return_url=f"{settings.BASE_URL}{here(request, f'pay/{charge_id}/result/')}",
            idempotency_key=request.POST.get("key", ""))
        return HttpResponseRedirect(redirect.url)
    return render(request, "portal/pay.html", {
        "charge": charge, "methods": METHODS.items() if providers else (), "key": f"{charge_id}:{charge.attempts}",
        "section": sections.section(charge.section)})


@signed_in
def result(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """Where the provider sends people back. The page says only what the ledger says, and looks again by itself:
    by the event stream; without it or without JavaScript every three seconds; where people stopped it, by a link."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.GET.get("result"):
        actions.provider_returned(actor=actor, charge_id=charge_id, query=request.GET.dict())
        return HttpResponseRedirect(here(request, f"pay/{charge_id}/result/"))
    charge = queries.charge(actor=actor, charge_id=charge_id)
    waiting = charge.state == "authorised" or (charge.state == "due" and charge.pending)
    response = render(request, "portal/pay_result.html", {"charge": charge, "waiting": waiting})
    if waiting and request.preferences.live and not settings.EVENT_STREAM_URL:  # type: ignore[attr-defined]
        response.headers["Refresh"] = "3"
    return response
