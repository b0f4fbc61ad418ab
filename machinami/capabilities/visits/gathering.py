"""From an event's answers to applications that know what is known. Called by actions only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.procedures import forms
from machinami.capabilities.procedures import queries as known
from machinami.capabilities.procedures.starting import Start, declared, event_scope, fill_values, follows
from machinami.capabilities.procedures.types import DraftRow
from machinami.capabilities.visits import wording
from machinami.capabilities.visits.models import Part, Visit
from machinami.capabilities.visits.types import Next
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound, Refused


def advance(actor: Actor, visit: Visit) -> Next:
    """See :func:`.actions.advance`."""
    event = known.draft(actor=actor, draft_id=visit.draft)
    if question := forms.first_open(event):
        return Next(event.id, question)
    parts = _parts(actor, visit, event)
    answers: dict[str, Mapping[str, Any]] = {}
    for draft in parts:
        if question := forms.first_open(draft):
            return Next(draft.id, question)
        answers[draft.code] = draft.answers
    return Next()


def _parts(actor: Actor, visit: Visit, event: DraftRow) -> list[DraftRow]:
    """The drafts of what follows, begun where they are not, each filled with what the event and the others tell."""
    today = timezone.localdate()
    definition = event.definition
    facts = declared(definition, event.answers, event.facts, today, UUID(event.id))
    scope = event_scope(definition, event.answers, facts, today)
    rows = {(p.code, p.for_person): p for p in visit.parts.all()}
    wanted: list[tuple[Part, Start, Any]] = []
    for start, person in follows(definition, scope):
        if visit.chosen is not None and start.code not in visit.chosen:
            continue
        who = person.row if person is not None and person.row is not None else {}
        for_person = str(who.get("person_id", ""))
        part = rows.pop((start.code, for_person), None) or Part(visit=visit, code=start.code, for_person=for_person)
        part.position, part.after, part.person_name = len(wanted), list(start.after), str(who.get("name_text", "")) or None
        wanted.append((part, start, person or scope))
    _let_go(actor, list(rows.values()))
    drafts: list[DraftRow] = []
    answers: dict[str, Mapping[str, Any]] = {}
    for part, start, there in wanted:
        draft = _begun(actor, visit, part, facts)
        if draft is None:
            continue
        draft = procedures.fill_part(actor=actor, draft_id=draft.id, values=fill_values(start, there, answers), skips=start.skips)
        answers[part.code] = draft.answers
        drafts.append(draft)
    return drafts


def _begun(actor: Actor, visit: Visit, part: Part, facts: Any) -> DraftRow | None:
    """The part's draft; None, and why, where it can't be begun here."""
    try:
        draft = procedures.start_part(actor=actor, code=part.code, visit_id=visit.pk, own=facts, for_person=part.for_person)
    except NotFound:
        part.draft, part.problem = None, wording.AT_THE_COUNTER.as_dict()
    except Refused as refused:
        part.draft, part.problem = None, refused.message.as_dict()
    else:
        part.draft, part.problem = UUID(draft.id), None
    part.save()
    return known.draft(actor=actor, draft_id=part.draft) if part.draft else None


def _let_go(actor: Actor, parts: list[Part]) -> None:
    """What no longer follows, since an answer was changed."""
    for part in parts:
        if part.draft and part.case_id is None:
            procedures.discard_draft(actor=actor, draft_id=part.draft)
        part.delete()


def refused(actor: Actor, visit: Visit, agreed: Mapping[str, Sequence[str]], language: str) -> dict[str, dict[str, Any]]:
    """Part id → what is wrong in it; under "" what is of none. :raises Refused: when there is nothing to send."""
    if advance(actor, visit) != Next():
        return {"": {"": wording.NOT_ANSWERED}}
    parts = list(visit.parts.exclude(draft=None))
    if not parts:
        raise Refused(wording.NOTHING_CHOSEN, code="chosen")
    found = {str(p.pk): known.refused(actor=actor, draft_id=p.draft, agreed=agreed.get(str(p.pk), ()), language=language) for p in parts}
    return {part: errors for part, errors in found.items() if errors}
