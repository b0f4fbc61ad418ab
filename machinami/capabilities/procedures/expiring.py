"""Unsent applications end: three days after their writer was told, unless they go on writing or put it off once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.documents import actions as documents
from machinami.capabilities.notices import actions as notices
from machinami.capabilities.privacy.ports import Due, Shredder, needing
from machinami.capabilities.procedures import wording
from machinami.capabilities.procedures.beginning import DRAFT_DAYS
from machinami.capabilities.procedures.models import Draft, Fulfilment
from machinami.capabilities.procedures.queries import draft_row, own_draft
from machinami.capabilities.procedures.types import DraftRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import dated
from machinami.foundation.errors import Conflict

#: Days before the end on which its writer is told.
NOTICE_DAYS = 3


@action("owner")
def extend_draft(*, actor: Actor, draft_id: Any) -> DraftRow:
    """Keep an unsent application for another thirty days; once, without writing on. Pressed twice, it is once.

    :raises Conflict: when it was sent, or was put off before.
    """
    row, today = own_draft(actor, draft_id), timezone.localdate()
    if row.case_id:
        raise Conflict(wording.SENT_ALREADY, code="sent")
    if row.extended_on == today:
        return draft_row(row)
    if row.extended_on is not None:
        raise Conflict(wording.EXTENDED_ALREADY, code="extended")
    row.expires_on, row.extended_on, row.told_on = today + timedelta(days=DRAFT_DAYS), today, None
    Draft.objects.filter(pk=row.pk, case=None).update(expires_on=row.expires_on, extended_on=today, told_on=None)
    record(actor=actor, verb="procedures.extend_draft", subject=f"procedures.Draft:{row.pk}")
    return draft_row(row)


class Drafts(Shredder):
    notice_days = NOTICE_DAYS

    def tell(self, actor: Actor, today: date) -> int:
        near = Draft.objects.select_related("definition").filter(
            case=None, told_on=None, expires_on__lte=today + timedelta(days=NOTICE_DAYS))
        told = 0
        for row in near.defer("definition__content", "answers", "facts").order_by("expires_on")[:5_000]:
            on, definition = max(row.expires_on, today + timedelta(days=NOTICE_DAYS)), draft_row(row).definition
            notices.send(actor=actor, template="draft_expiring", account_id=str(row.account_id), section=definition.section,
                         subject=f"procedures.Draft:{row.pk}", link=f"/ja/apply/{row.pk}/", due_on=on,
                         params={"title": definition.title, "due": dated(on)},
                         idempotency_key=f"draft:{row.pk}:{row.expires_on}")
            told += Draft.objects.filter(pk=row.pk, told_on=None).update(told_on=today)
        return told

    def due(self, today: date, limit: int) -> Iterable[Due]:
        rows = Draft.objects.filter(case=None, expires_on__lt=today, told_on__lte=today - timedelta(days=NOTICE_DAYS))
        return [Due(f"procedures.Draft:{r.pk}", f"{r.code}の下書き", r.expires_on)
                for r in rows.only("id", "code", "expires_on").order_by("expires_on", "id")[:limit]]

    def erase(self, actor: Actor, due: Due, today: date) -> bool:
        row = Draft.objects.select_for_update().filter(
            pk=due.key, case=None, expires_on__lt=today, told_on__lte=today - timedelta(days=NOTICE_DAYS)).first()
        if row is None:
            return False
        documents.erase_about(actor=actor, subject=due.subject)
        notices.erase_about(actor=actor, subject=due.subject)
        row.delete()
        return True


DRAFTS = Drafts()


def with_the_case(actor: Actor, case_id: str) -> None:
    """What is left here of a case: its sent draft, and why its document could not be made."""
    Draft.objects.filter(case_id=case_id).delete()
    Fulfilment.objects.filter(case_id=case_id).update(reason="")


@needing
def has_drafts(account_id: str) -> bool:
    return Draft.objects.filter(account_id=account_id, case=None).exists()
