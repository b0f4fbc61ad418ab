"""Cash at the counter: taken and handed back from a case's page, counted at the end of the day; refunds of any payment."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from machinami.capabilities.payments import actions, queries
from machinami.capabilities.payments.ports import Unavailable
from machinami.city import sections
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.foundation.text import narrow
from machinami.shells.desk.access import staff
from machinami.shells.desk.cases import again
from machinami.shells.desk.typed import day as typed_day


def _yen(typed: str) -> int:
    """What was typed as yen: full width, commas and 円 are fine; -1 for what is no amount (every action refuses it)."""
    digits = narrow(typed).replace(",", "").replace("円", "").replace("¥", "").strip()
    negative, digits = digits.startswith("-"), digits.removeprefix("-")
    return (-int(digits) if negative else int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 13 else -1


def _back(request: HttpRequest, charge: Any, refused: Refused) -> HttpResponse:
    return again(request, UUID(charge.case_id), refused) if charge.case_id else _page(request, charge.section, refused)


@staff("payments.take_cash")
@require_POST
def take(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    charge = queries.charge(actor=actor, charge_id=charge_id)
    try:
        taken = actions.take_cash(actor=actor, charge_id=charge_id, tendered=_yen(request.POST.get("tendered", "")),
                                  idempotency_key=f"cash:{charge_id}:{request.POST.get('key', '')[:60]}")
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _back(request, charge, refused)
    messages.success(request, f"{charge.amount:,}円を受け取りました。お釣りは{taken.change:,}円です。領収書は文書に加わります")
    return HttpResponseRedirect(f"/desk/cases/{charge.case_id}/" if charge.case_id else "/desk/till/")


@staff("payments.refund")
@require_POST
def refund(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """All or part of a payment given back: by its provider, or in cash."""
    actor, post = request.actor, request.POST  # type: ignore[attr-defined]
    charge = queries.charge(actor=actor, charge_id=charge_id)
    try:
        if not post.get("why", "").strip():
            raise Refused("返す理由を入力してください", code="why")
        actions.refund(actor=actor, charge_id=charge_id, amount=max(0, _yen(post.get("amount", ""))), reason=post["why"].strip(),
                       idempotency_key=f"desk:{charge_id}:{post.get('key', '')[:60]}")
    except (NotAllowed, NotFound):
        raise
    except Unavailable:
        messages.warning(request, "決済会社から返事がありません。返金は記録してあり、返事がありしだい行います")
    except Refused as refused:
        return _back(request, charge, refused)
    else:
        messages.success(request, "返金しました")
    return HttpResponseRedirect(f"/desk/cases/{charge.case_id}/" if charge.case_id else "/desk/till/")


@staff("payments.take_cash")
@require_POST
def pay_out(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    section = request.POST.get("section", "")
    try:
        actions.pay_out(actor=request.actor, refund_id=refund_id)  # type: ignore[attr-defined]
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _page(request, section, refused)
    messages.success(request, "現金で返したことを記録しました")
    return HttpResponseRedirect(f"/desk/till/?section={section}")


@staff("payments.view")
def day(request: HttpRequest) -> HttpResponse:
    """A counter's day, by 歳入科目."""
    return _page(request, request.GET.get("section", ""))


def _page(request: HttpRequest, section: str, refused: Refused | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    known = {c: s.name for c, s in sections.all_sections().items() if actor.may("payments.view", section=c)}
    chosen = section if section in known else next(iter(known), "")
    if not chosen:
        raise NotAllowed("payments.view")
    found = queries.till(actor=actor, section=chosen, day=_day(request))
    return render(request, "desk/till.html", {
        "t": found, "sections": known, "chosen": chosen, "owed": queries.owed(actor=actor, section=chosen),
        "may_take": actor.may("payments.take_cash", section=chosen), "may_close": actor.may("payments.close_day", section=chosen),
        "refused": refused, "typed": request.POST}, status=refused.status if refused else 200)


def _day(request: HttpRequest) -> date:
    return typed_day(request.POST.get("day") or request.GET.get("day")) or timezone.localdate()


@staff("payments.close_day")
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    post, typed = request.POST, request.POST.get("counted", "").strip()
    section, on = post.get("section", ""), _day(request)
    try:
        if not typed or (_yen(typed) == -1 and narrow(typed) != "-1"):
            raise Refused("数えた現金の額を、数字で入力してください", code="counted")
        actions.close_day(actor=request.actor, section=section, day=on, counted=_yen(typed),  # type: ignore[attr-defined]
                          explanation=post.get("explanation", ""))
    except NotAllowed:
        raise
    except Refused as refused:
        return _page(request, section, refused)
    messages.success(request, "窓口の現金を締めました")
    return HttpResponseRedirect(f"/desk/till/?section={section}&day={on.isoformat()}")
