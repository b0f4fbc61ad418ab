"""Reminding those who have not signed, and ending what nobody signed in time. By the clock; each may run again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.signatures import telling
from machinami.capabilities.signatures.models import Request
from machinami.capabilities.signatures.queries import SYSTEM, signed_now, whole
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import dated

#: Days before the last one on which those who have not signed are reminded, and the applicant with them.
REMIND = (7, 2)


@action("system")
def remind(*, actor: Actor) -> int:
    """Tell those who have not signed, and the applicant, that the last day is near; once each. Returns how many are near."""
    actor.require("signatures.view")
    today, count = timezone.localdate(), 0
    rows = Request.objects.select_related("case").filter(
        case__state="awaiting_signatures", wanted=True, due_on__gte=today, due_on__lte=today + timedelta(days=max(REMIND)))
    for row in rows:
        if signed_now(row, row.case.answers_version) or timezone.localdate(row.asked_at) == today:
            continue
        days = min(d for d in REMIND if (row.due_on - today).days <= d)
        detail, key = whole(row.case_id), f"remind:{row.due_on}:{days}"
        telling.remind(SYSTEM, row, detail, key)
        telling.applicant(SYSTEM, detail, "signatures_awaited", key, due=dated(row.due_on))
        count += 1
    return count


@action("system", atomic=False)
def lapse(*, actor: Actor) -> int:
    """End what was not signed by its last day; the applicant is told and may go on with it. Returns how many."""
    actor.require("signatures.view")
    late = Request.objects.filter(case__state="awaiting_signatures", wanted=True, due_on__lt=timezone.localdate()).values_list(
        "case_id", flat=True).distinct()
    count = 0
    for case_id in list(late):
        with transaction.atomic():
            count += _lapse(case_id)
    return count


def _lapse(case_id: object) -> bool:
    """One case, locked: a last signature that comes at this moment either counts or finds it ended."""
    if cases.awaiting(actor=SYSTEM, case_id=case_id).state != "awaiting_signatures":
        return False
    detail = whole(case_id)
    late = [r for r in Request.objects.filter(case_id=case_id, wanted=True, due_on__lt=timezone.localdate())
            if not signed_now(r, detail.answers_version)]
    if not late:
        return False
    row = cases.signatures_lapsed(actor=SYSTEM, case_id=case_id)
    template = "signatures_lapsed" if row.state == "lapsed" else "signatures_ran_out"
    telling.applicant(SYSTEM, detail, template, f"{max(r.due_on for r in late)}")
    return True
