"""Letters and notices about signatures; each has its key, so that saying it again says nothing. Called by actions only."""

from __future__ import annotations

from typing import Any

from machinami.capabilities.cases.types import CaseDetail
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices import actions as notices
from machinami.capabilities.notices.queries import sent as notices_sent
from machinami.capabilities.signatures import links
from machinami.capabilities.signatures.models import Request
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import dated


def ask(actor: Actor, row: Request, detail: CaseDetail, why: str, key: str) -> None:
    """The person asked is told where they can read it: in their inbox, where they have one here, and by letter.

    ``why``: signature_wanted, signature_wanted_again or signature_reminder.
    """
    account = identity.account_of(row.person_id) if row.person_id else None
    if account is not None and account.id != detail.account_id:
        notices.send(actor=actor, template=why, account_id=account.id, subject=f"signatures.Request:{row.pk}",
                     section=detail.row.section, link=f"/ja/my/signing/{row.pk}/", due_on=row.due_on,
                     params={"title": detail.row.title, "due": dated(row.due_on)}, idempotency_key=f"{row.pk}:{key}:inbox")
    if account is None or account.email != row.email:
        links.mail(actor, row, why, detail.row.section, detail.row.title, f"{row.pk}:{key}:mail")


def applicant(actor: Actor, detail: CaseDetail, template: str, key: str, **params: Any) -> None:
    notices.send(actor=actor, template=template, account_id=detail.account_id, subject=f"cases.Case:{detail.row.id}",
                 section=detail.row.section, link=f"/ja/my/cases/{detail.row.id}/signatures/",
                 params={"title": detail.row.title, "number": detail.row.number, **params},
                 idempotency_key=f"{detail.row.id}:{template}:{key}")


def remind(actor: Actor, row: Request, detail: CaseDetail, key: str) -> None:
    """Once per key: a reminder brings a new link, so it is looked first whether it was sent."""
    if not notices_sent(f"{row.pk}:{key}:mail") and not notices_sent(f"{row.pk}:{key}:inbox"):
        ask(actor, row, detail, "signature_reminder", key)
