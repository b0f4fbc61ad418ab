"""Emptying cases whose time is over: thirty days after their applicant was told, with their documents and files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from machinami.capabilities.cases import ports
from machinami.capabilities.cases.models import (
    Amendment,
    Case,
    CaseLink,
    Correction,
    Entry,
    Findings,
    Message,
)
from machinami.capabilities.cases.moving import history, locked
from machinami.capabilities.documents import actions as documents
from machinami.capabilities.notices import actions as notices
from machinami.capabilities.privacy.ports import Due, Shredder, needing
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import dated
from machinami.foundation.errors import Conflict
from machinami.foundation.i18n import Text

#: Days between telling the applicant and erasing.
NOTICE_DAYS = 30


@action("cases.decide")
def erase_case(*, actor: Actor, case_id: Any) -> None:
    """Empty a case whose time is over; its number, dates and outcome remain for statistics, its account for the record.

    :raises Conflict: before its time, or before its applicant was told of it for thirty days.
    """
    case = locked(actor, case_id, "cases.decide")
    if not _over(case, timezone.localdate()):
        raise Conflict("保存期間がまだ終わっていないか、申請者に知らせてから30日たっていません", code="retention")
    if case.erased_at is not None:
        return
    subject = f"cases.Case:{case.pk}"
    ports.erase_with(actor, str(case.pk))
    documents.erase_about(actor=actor, subject=subject)
    notices.erase_about(actor=actor, subject=subject)
    Amendment.objects.filter(case=case).update(answers={}, changed=[], actor_name="")
    Findings.objects.filter(case=case).update(findings={}, changed=[], reason="")
    Message.objects.filter(case=case).update(body="", actor_name="")
    Entry.objects.filter(case=case).update(note="", actor_name="")
    Correction.objects.filter(case=case).update(items=[])
    CaseLink.objects.filter(Q(first=case) | Q(second=case)).update(reason="", made_by="")
    Case.objects.filter(pk=case.pk).update(
        answers={}, findings={}, applicant_name="", applicant_kana="", search_name="", search_kana="", search_address="",
        search_subject="", subject_name="", person=None, acting_person=None, reason="", erased_at=timezone.now())
    case.person_id = None
    history(case, actor, "erase", case.state, case.state)


def goes_on(case: Case) -> date | None:
    """The day from which it is erased: its time, and not before it was told for long enough."""
    if case.delete_after is None or case.erasure_told_on is None:
        return None
    return max(case.delete_after, case.erasure_told_on + timedelta(days=NOTICE_DAYS))


def _over(case: Case, today: date) -> bool:
    day = goes_on(case)
    return day is not None and day <= today


class Cases(Shredder):
    """One case at a time, its row locked: whoever changes it meanwhile waits, or has changed it before."""

    notice_days = NOTICE_DAYS

    def tell(self, actor: Actor, today: date) -> int:
        near = Case.objects.filter(erased_at=None, erasure_told_on=None, delete_after__lte=today + timedelta(days=NOTICE_DAYS))
        told = 0
        for case in near.order_by("delete_after").only("id", "number", "title", "account_id", "section", "delete_after")[:5_000]:
            on = max(case.delete_after or today, today + timedelta(days=NOTICE_DAYS))
            notices.send(actor=actor, template="case_expiring", account_id=case.account_id, subject=f"cases.Case:{case.pk}",
                         section=case.section, link=f"/ja/my/cases/{case.pk}/", due_on=on,
                         params={"title": Text.of(case.title), "number": case.number, "due": dated(on)},
                         idempotency_key=f"{case.pk}:case_expiring:{case.delete_after}")
            told += Case.objects.filter(pk=case.pk, erasure_told_on=None).update(erasure_told_on=today)
        return told

    def due(self, today: date, limit: int) -> Iterable[Due]:
        rows = Case.objects.filter(erased_at=None, delete_after__lte=today, erasure_told_on__lte=today - timedelta(days=NOTICE_DAYS))
        return [Due(f"cases.Case:{c.pk}", c.number, goes_on(c) or today)
                for c in rows.only("id", "number", "delete_after", "erasure_told_on").order_by("delete_after", "id")[:limit]]

    def erase(self, actor: Actor, due: Due, today: date) -> bool:
        case = Case.objects.select_for_update().filter(pk=due.key, erased_at=None).first()
        if case is None or not _over(case, today):
            return False
        erase_case(actor=actor, case_id=case.pk)
        return True


CASES = Cases()


@needing
def has_cases(account_id: str) -> bool:
    """An account is kept while one of its cases is."""
    return Case.objects.filter(account_id=account_id, erased_at=None).exists()
