"""A visit that is to be sent becomes its cases: one after another, each once, whatever stops in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from machinami.capabilities.audit.actions import record
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.visits.models import Part, Visit
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound, Refused


def mark(actor: Actor, visit: Visit, agreed: Mapping[str, Sequence[str]], language: str) -> None:
    """From here on it will be sent. One transaction, with the task that goes on should this process die."""
    with transaction.atomic():
        marked = Visit.objects.filter(pk=visit.pk, state="gathering").update(
            state="sending", level=actor.level, language=language, agreed={p: list(codes) for p, codes in agreed.items()})
        if marked:
            record(actor=actor, verb="visits.send", subject=f"visits.Visit:{visit.pk}")
            go_on_sending.enqueue(str(visit.pk))


def send_all(visit_id: Any) -> None:
    """Send the parts not sent yet, as who began the visit; then the event's own form has done its work."""
    visit = Visit.objects.get(pk=visit_id)
    if visit.state != "sending":
        return
    actor = identity.resident_now(visit.account_id, visit.level)
    if actor is None:
        return
    for part in visit.parts.filter(case=None).exclude(draft=None).order_by("position"):
        _send(actor, visit, part)
    with transaction.atomic():
        done = Visit.objects.filter(pk=visit.pk, state="sending").update(state="sent", sent_at=timezone.now(), draft=None, agreed={})
        if done and visit.draft:
            procedures.discard_draft(actor=actor, draft_id=visit.draft)


def _send(actor: Actor, visit: Visit, part: Part) -> None:
    try:
        sent = procedures.submit(actor=actor, draft_id=part.draft, idempotency_key=f"visit:{part.pk}",
                                 agreed=visit.agreed.get(str(part.pk), ()), language=visit.language)
    except Refused as refused:  # it was looked through a moment ago: what changed since is told, and it goes on by itself
        Part.objects.filter(pk=part.pk, case=None).update(problem=refused.message.as_dict())
        if not isinstance(refused, NotFound):
            procedures.single_part(actor=actor, draft_id=part.draft)
        return
    Part.objects.filter(pk=part.pk, case=None).update(case_id=sent.id)


@task()
def go_on_sending(visit_id: str) -> None:
    send_all(visit_id)
