"""Telling people: the inbox at once, other channels soon after, each delivery with its state and reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices import log, preferences
from machinami.capabilities.notices.devices import add_device, remove_device, try_device  # noqa: F401 - this is their door
from machinami.capabilities.notices.log import shred  # noqa: F401 - this is its door
from machinami.capabilities.notices.models import Delivery, Device, Notice
from machinami.capabilities.notices.news import announce  # noqa: F401 - this is its door
from machinami.capabilities.notices.preferences import choose, resume_letters, stop_letters  # noqa: F401 - this is their door
from machinami.capabilities.notices.rows import notice_row
from machinami.capabilities.notices.types import NoticeRow
from machinami.capabilities.notices.webhook_sending import note_event  # noqa: F401 - this is its door
from machinami.capabilities.notices.webhooks import (  # noqa: F401 - this is their door
    change_webhook,
    create_webhook,
    ping_webhook,
    remove_webhook,
    replay,
    replay_range,
    rotate_secret,
)
from machinami.capabilities.notices.wording import wordings
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound
from machinami.foundation.i18n import Text
from machinami.foundation.prepared import insert, insert_many


@action("notices.send", atomic=False)
def send(*, actor: Actor, template: str, account_id: Any, subject: str, section: str, params: dict[str, Any], link: str,
         idempotency_key: str, due_on: date | None = None) -> NoticeRow:
    """Write a notice and its deliveries by the ways the account chose for its topic, in the caller's transaction.
    Same key, same notice.

    :raises ValueError: for a value the template does not name (what is personal can't slip in).
    """
    values = _values(template, params)
    notice = Notice(account_id=account_id, template=template, params=values, subject=subject, section=section, link=link,
                    due_on=due_on, idempotency_key=idempotency_key)
    try:
        with transaction.atomic():
            _write(notice, actor, wordings()[template].topic)
    except IntegrityError:
        known = Notice.objects.filter(idempotency_key=idempotency_key).first()
        if known is None:
            raise
        return notice_row(known)
    return notice_row(notice)


@action("notices.send", atomic=False)
def send_letter(*, actor: Actor, template: str, address: str, language: str, subject: str, section: str,
                params: dict[str, Any], link: str, idempotency_key: str, due_on: date | None = None) -> None:
    """A letter to an address that is nobody's account here, in the caller's transaction. Same key, same letter.

    Address and link are kept encrypted; the link is forgotten once the letter is sent. :raises ValueError: as :func:`send`.
    """
    actor.require("notices.send", section=section)
    values = _values(template, params)
    notice = Notice(account_id=None, template=template, params=values, subject=subject, section=section, link="", due_on=due_on,
                    idempotency_key=idempotency_key, letter={"address": address, "language": language, "link": link})
    if not Notice.objects.filter(idempotency_key=idempotency_key).exists():
        with transaction.atomic():
            insert(notice)
            insert(Delivery(notice=notice, channel="email", next_attempt_at=timezone.now()))
            _told(notice, actor)


def _values(template: str, params: dict[str, Any]) -> dict[str, Any]:
    wording = wordings()[template]
    if set(params) != wording.placeholders:
        raise ValueError(f"{template} takes {sorted(wording.placeholders)}, not {sorted(params)}")
    return {k: v.as_dict() if isinstance(v, Text) else v for k, v in params.items()}


def _write(notice: Notice, actor: Actor, topic: str) -> None:
    now, choices = timezone.now(), preferences.of(notice.account_id)
    notice.in_inbox = choices.wants(topic, "inbox")
    insert(notice)
    held = choices.held_until(now)
    if choices.wants(topic, "email") and identity.email_of(notice.account_id):
        insert(Delivery(notice=notice, channel="email", next_attempt_at=held or now, held_until=held))
    if choices.devices and choices.wants(topic, "push"):
        insert_many([Delivery(notice=notice, channel="push", target=str(device), next_attempt_at=held or now, held_until=held)
                     for device in Device.objects.filter(account_id=notice.account_id).values_list("pk", flat=True)])
    log.note([log.entry(notice, "inbox", "shown" if notice.in_inbox else "stopped")])
    _told(notice, actor)


def _told(notice: Notice, actor: Actor) -> None:
    record(actor=actor, verb="notices.send", subject=f"notices.Notice:{notice.pk}", section=notice.section,
           detail={"template": notice.template, "about": notice.subject})


@action("owner")
def mark_read(*, actor: Actor, notice_id: Any) -> None:
    if not Notice.objects.filter(pk=notice_id, account_id=actor.id).exists():
        raise NotFound("notice")
    Notice.objects.filter(pk=notice_id, read_at=None).update(read_at=timezone.now())


@action("notices.retry")
def retry(*, actor: Actor, delivery_id: Any) -> None:
    """Try a failed delivery again, or send again what had arrived (under the same identifier)."""
    actor.require("notices.retry")
    row = Delivery.objects.select_for_update(of=("self",)).select_related("notice").filter(pk=delivery_id).first()
    if row is None or not actor.may("notices.retry", section=row.notice.section):
        raise NotFound("delivery")
    if row.state not in ("failed", "given_up", "sent"):
        raise Conflict("送っている途中か、本人が止めています", code="state")
    if row.notice.letter and not row.notice.letter.get("link"):
        raise Conflict("リンクは送ったあとに消してあるので、同じ手紙は送れません", code="state")
    _again(row, actor)


@action("notices.retry")
def retry_all_of(*, actor: Actor, account_id: Any) -> int:
    """Everything of the actor's sections that did not reach an account, again: its address was mended. How many."""
    actor.require("notices.retry")
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("notice").filter(
        notice__account_id=account_id, channel="email", state__in=("failed", "given_up"))
    found = [r for r in rows.order_by("pk") if actor.may("notices.retry", section=r.notice.section)]
    if not found:
        raise NotFound("delivery")
    for row in found:
        _again(row, actor)
    return len(found)


def _again(row: Delivery, actor: Actor) -> None:
    before = row.state
    row.state, row.attempts, row.next_attempt_at, row.reason, row.held_until = "queued", 0, timezone.now(), "", None
    row.save()
    record(actor=actor, verb="notices.retry", subject=f"notices.Delivery:{row.pk}", section=row.notice.section, detail={"was": before})


@action("notices.send")
def erase_about(*, actor: Actor, subject: str) -> int:
    """Remove the notices and letters about a subject, with their deliveries. Returns how many."""
    actor.require("notices.send")
    return Notice.objects.filter(subject=subject).delete()[0]
