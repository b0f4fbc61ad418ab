"""Emptying a case whose time is over."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from machinami.capabilities.cases.models import Amendment, Case, Entry, Findings, Message
from machinami.capabilities.cases.moving import history, locked
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict


@action("cases.decide")
def erase_case(*, actor: Actor, case_id: Any) -> None:
    """Empty a case whose time is over; its number, dates and outcome remain for statistics."""
    case = locked(actor, case_id, "cases.decide")
    if case.delete_after is None or case.delete_after > timezone.localdate():
        raise Conflict("保存期間がまだ終わっていません", code="retention")
    Amendment.objects.filter(case=case).update(answers={})
    Findings.objects.filter(case=case).update(findings={}, reason="")
    Message.objects.filter(case=case).update(body="")
    Entry.objects.filter(case=case).update(note="")
    Case.objects.filter(pk=case.pk).update(answers={}, findings={}, applicant_name="", applicant_kana="", search_name="",
                                           search_kana="", search_address="", search_subject="",
                                           subject_name="", person=None, acting_person=None, reason="")
    history(case, actor, "erase", case.state, case.state)
