"""Starting several procedures together, filling them from one set of facts, sending them at once; and the counter's part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record, record_read
from machinami.capabilities.documents import queries as documents
from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.procedures import desk
from machinami.capabilities.visits import gathering, planning, sending, wording
from machinami.capabilities.visits.models import Visit
from machinami.capabilities.visits.queries import for_staff, own, row_of
from machinami.capabilities.visits.types import HOW, Next, SentVisit, VisitRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, Refused
from machinami.foundation.ids import new_code


@action("procedures.apply", atomic=False)
def begin(*, actor: Actor, event: str, answers: Mapping[str, Any], chosen: Sequence[str] | None = None) -> VisitRow:
    """Begin (or go on with) a visit from an interview's answers.

    :param chosen: codes of the procedures wanted of those that follow; None for all.
    :raises Refused: when nothing is chosen, the sign-in is not strong enough, or the event is not for this person.
    """
    definition = planning.event(event)
    if chosen is not None and not set(chosen) & {s.code for s in definition.starts}:
        raise Refused(wording.NOTHING_CHOSEN, code="chosen")
    visit = _open(actor, event)
    draft = procedures.start_part(actor=actor, code=event, visit_id=visit.pk)
    for question in planning.interview(definition):
        given = {f.code: answers[f.code] for f in question.fields if f.code in answers}
        if given:
            procedures.put_answers(actor=actor, draft_id=draft.id, answers=given, question=question.code)
    Visit.objects.filter(pk=visit.pk, state="gathering").update(
        draft=draft.id, chosen=None if chosen is None else list(chosen))
    return row_of(own(actor, visit.pk))


def _open(actor: Actor, event: str) -> Visit:
    actor.require("procedures.apply")
    try:
        with transaction.atomic():
            visit = Visit.objects.create(account_id=actor.id, event=event, code=new_code(12))
            record(actor=actor, verb="visits.begin", subject=f"visits.Visit:{visit.pk}", detail={"event": event})
            return visit
    except IntegrityError:  # begun before, or on another device in this very moment
        return Visit.objects.get(account_id=actor.id, event=event, state="gathering")


@action("owner", atomic=False)
def advance(*, actor: Actor, visit_id: Any) -> Next:
    """Where to go on. Once the event's own questions are answered, what follows is begun and filled with what is known."""
    return gathering.advance(actor, _gathering(actor, visit_id))


@action("owner", atomic=False)
def send(*, actor: Actor, visit_id: Any, agreed: Mapping[str, Sequence[str]], language: str = "ja") -> SentVisit:
    """Send every part. All are looked through first: with anything wrong in one, none is sent. Then it is written down that they
    are to be sent, and each becomes its case; what a power cut stops, the worker goes on with.

    :param agreed: part id → codes of the declarations agreed to.
    """
    visit = own(actor, visit_id)
    if visit.state == "sent":
        return SentVisit({})
    if visit.state == "gathering":
        errors = gathering.refused(actor, visit, agreed, language)
        if errors:
            return SentVisit(errors)
        sending.mark(actor, visit, agreed, language)
    sending.send_all(visit.pk)
    return SentVisit({})


@action("owner")
def drop(*, actor: Actor, visit_id: Any) -> None:
    """Throw an unsent visit away, and all that was written for it."""
    visit = _gathering(actor, visit_id)
    for part in visit.parts.all():
        if part.draft and part.case_id is None:
            procedures.discard_draft(actor=actor, draft_id=part.draft)
    if visit.draft:
        procedures.discard_draft(actor=actor, draft_id=visit.draft)
    record(actor=actor, verb="visits.drop", subject=f"visits.Visit:{visit.pk}")
    visit.delete()


def _gathering(actor: Actor, visit_id: Any) -> Visit:
    visit = own(actor, visit_id)
    if visit.state != "gathering":
        raise Conflict(wording.SENT, code="sent")
    return visit


# at the counter

@action("visits.receive")
def open_at_counter(*, actor: Actor, code: str) -> VisitRow:
    """Open the visit of somebody who shows its code. On record, also where there is none.

    :raises NotFound: for an unknown code. :raises Refused: for one not sent yet.
    """
    actor.require("visits.receive")
    wanted = "".join(c for c in code.upper().rpartition(":")[2] if c.isalnum()).translate(str.maketrans("OIL", "011"))
    visit = Visit.objects.filter(code=wanted).first() if wanted else None
    record_read(actor=actor, verb="visits.open", subject=f"visits.Visit:{visit.pk}" if visit else "visits.Visit:",
                purpose="窓口に来た人の申請を開く")
    if visit is None:
        raise Refused(wording.NO_VISIT, code="no_visit")
    if visit.state == "gathering":
        raise Refused(wording.NOT_SENT, code="not_sent")
    return row_of(visit)


@action("visits.receive")
def forms_to_sign(*, actor: Actor, visit_id: Any) -> bytes:
    """Every application of the visit, filled in, as one PDF to read and sign. Each look is on record.

    :raises Refused: before the person at the counter was identified.
    """
    visit = for_staff(actor, visit_id)
    if visit.checked_at is None:
        raise Refused(wording.IDENTIFY_FIRST, code="identify_first")
    parts = visit.parts.exclude(case=None).order_by("position").values_list("case_id", flat=True)
    return documents.one_file([desk.form(actor=actor, case_id=key) for key in parts])


@action("visits.receive")
def identify(*, actor: Actor, visit_id: Any, how: str) -> VisitRow:
    """The person at the counter was identified by a document (本人確認). :raises Refused: for an unknown kind."""
    visit = for_staff(actor, visit_id)
    if how not in HOW:
        raise Refused(wording.WHICH_PAPER, code="how")
    visit = cast("Visit", Visit.objects.select_for_update().get(pk=visit.pk))
    visit.checked_at, visit.checked_by, visit.checked_how = timezone.now(), actor.name, how
    visit.save(update_fields=["checked_at", "checked_by", "checked_how"])
    record(actor=actor, verb="visits.identify", subject=f"visits.Visit:{visit.pk}", detail={"how": how})
    return row_of(visit)
