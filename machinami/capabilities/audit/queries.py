"""Reading the record."""

from __future__ import annotations

from machinami.capabilities.audit import chain
from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.audit.models import ChainHead, Link, PendingRead, PendingWrite
from machinami.capabilities.audit.types import LinkRow, Verification
from machinami.foundation.actors import Actor
from machinami.foundation.pages import Page


def verify(*, batch: int = 2000) -> Verification:
    """Walk the whole chain, recomputing every digest."""
    previous, position, broken = chain.GENESIS, 0, None
    while broken is None:
        rows = list(Link.objects.filter(position__gt=position).order_by("position")[:batch])
        if not rows:
            break
        for row in rows:
            position += 1
            previous = chain.digest(previous, position, row.body)
            if row.position != position or row.digest != previous or _columns_differ(row):
                broken = row.position
                break
    head = ChainHead.objects.filter(pk=1).first()
    if broken is None and head is not None and (head.position, head.digest) != (position, previous):
        broken = position + 1
    return Verification(links=position, pending=PendingWrite.objects.count() + PendingRead.objects.count(),
                        broken_at=broken, head=previous)


def _columns_differ(row: Link) -> bool:
    """The searchable columns must say what the sealed body says."""
    b = row.body
    return (row.actor, row.verb, row.subject, row.person, str(row.record)) != (
        b["actor"][:80], b["verb"][:60], b["subject"][:120], b["person"], b["id"])


def pending() -> int:
    """Records not yet joined to the chain."""
    return PendingWrite.objects.count() + PendingRead.objects.count()


def search(*, actor: Actor, text: str = "", kind: str = "", page: int = 1, size: int = 50) -> Page[LinkRow]:
    """Newest first; ``text`` matches the actor, the verb, the subject or the person's id from the start."""
    actor.require("audit.search")
    rows = Link.objects.order_by("-position")
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = (rows.filter(actor__startswith=text) | rows.filter(verb__startswith=text)
                | rows.filter(subject__startswith=text) | rows.filter(person=text))
    record_read(actor=actor, verb="audit.search", subject="audit.Link", purpose="監査", detail={"kind": kind})
    total = rows.count()
    found = rows[(page - 1) * size: page * size]
    return Page([_row(r) for r in found], page, size, total)


def about_person(*, person_id: str, page: int = 1, size: int = 50) -> Page[LinkRow]:
    """Who looked at or changed this person's data; for the person."""
    rows = Link.objects.filter(person=str(person_id)).order_by("-position")
    return Page([_row(r) for r in rows[(page - 1) * size: page * size]], page, size, rows.count())


def _row(r: Link) -> LinkRow:
    return LinkRow(position=r.position, at=r.at, actor=r.actor, actor_name=r.body.get("actor_name", ""),
                   verb=r.verb, subject=r.subject, person=r.person, section=r.section, kind=r.kind,
                   purpose=r.body.get("purpose", ""), detail=r.body.get("detail", {}))
