"""Writing the record. Every other action calls :func:`record`; every sensitive query :func:`record_read`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from machinami.capabilities.audit import chain
from machinami.capabilities.audit.models import ChainHead, Link, PendingRead, PendingWrite
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.ids import new_id
from machinami.foundation.prepared import insert

#: Records joined in one transaction: reads are recorded beside it, and should not wait long.
SEALED_AT_ONCE = 200


def _body(actor: Actor, verb: str, subject: str, section: str | None, person_id: Any,
          detail: dict[str, Any] | None, kind: str, purpose: str = "") -> dict[str, Any]:
    return {
        "id": str(new_id()), "at": timezone.now().isoformat(), "actor": actor.label, "actor_name": actor.name,
        "verb": verb, "subject": subject, "section": section or "", "person": str(person_id or ""),
        "kind": kind, "purpose": purpose, "detail": detail or {},
    }


@action("public", atomic=False)
def record(*, actor: Actor, verb: str, subject: str, section: str | None = None,
           person_id: Any = None, detail: dict[str, Any] | None = None) -> None:
    """Record a write, in the caller's transaction (one row: it needs no savepoint). ``detail`` holds JSON values, never a person's data."""
    body = _body(actor, verb, subject, section, person_id, detail, "write")
    insert(PendingWrite(id=body["id"], at=body["at"], body=body))


@action("public", atomic=False)
def record_read(*, actor: Actor, verb: str, subject: str, purpose: str, person_id: Any = None,
                section: str | None = None, detail: dict[str, Any] | None = None, kind: str = "read") -> None:
    """Record a read of sensitive data, or a refusal, at once and on its own connection."""
    body = _body(actor, verb, subject, section, person_id, detail, kind, purpose)
    with transaction.atomic(using="audit"):
        insert(PendingRead(id=body["id"], at=body["at"], body=body), using="audit")


@action("public", atomic=False)
def record_refusal(*, actor: Actor, permission: str, where: str) -> None:
    """Record that somebody who is signed in asked for what they may not. ``where``: the name of the page or operation."""
    if actor.kind != "anonymous":
        record_read(actor=actor, verb="refused", subject=f"page:{where}"[:200], purpose=permission, kind="refusal")


@action("public", atomic=False)
def seal(*, actor: Actor, limit: int = 5000) -> int:
    """Join pending records to the chain; returns how many. Safe to run in several processes and to be killed.

    The chain row is written first and the pending row removed after: a crash between leaves a pending row
    whose id is already in the chain, and the next run only removes it.
    """
    sealed = 0
    for pending in (PendingWrite.objects.using("default"), PendingRead.objects.using("audit")):
        left = limit
        while left > 0 and (rows := list(pending.order_by("id")[:min(left, SEALED_AT_ONCE)])):
            sealed += _join(rows)
            pending.filter(pk__in=[r.pk for r in rows]).delete()
            left -= len(rows)
    return sealed


def _join(rows: list[Any]) -> int:
    with transaction.atomic(using="audit"):
        ChainHead.objects.get_or_create(pk=1)
        head = ChainHead.objects.select_for_update().get(pk=1)
        known = set(Link.objects.filter(record__in=[r.pk for r in rows]).values_list("record", flat=True))
        links = []
        for row in rows:
            if row.pk in known:
                continue
            head.position += 1
            head.digest = chain.digest(head.digest, head.position, row.body)
            b = row.body
            links.append(Link(position=head.position, record=row.pk, at=b["at"], actor=b["actor"][:80],
                              verb=b["verb"][:60], subject=b["subject"][:120], person=b["person"],
                              section=b["section"], kind=b["kind"], body=b, digest=head.digest))
        Link.objects.bulk_create(links)
        head.save()
    return len(links)


@action("system")
def prune(*, actor: Actor, years: int = 5) -> int:
    """The chain is kept whole: nothing is removed before ``years``, and removal needs a signed-off export.

    Returns the number of links older than that, for the office to decide on.
    """
    actor.require("audit.verify")
    return Link.objects.filter(at__lt=timezone.now() - timedelta(days=365 * years)).count()
