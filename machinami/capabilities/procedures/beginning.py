"""The first moment of an application: who it is for, whether it is for them, and what is known already. Called by actions only."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from machinami.capabilities.procedures import submission, wording
from machinami.capabilities.procedures.contexts import context_of
from machinami.capabilities.procedures.facts import allowed, as_json, own_facts
from machinami.capabilities.procedures.fields.base import Facts
from machinami.capabilities.procedures.models import Draft
from machinami.capabilities.procedures.queries import counting, draft_row, open_draft, stored
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.types import DraftRow
from machinami.capabilities.procedures.validation import not_for
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound, Refused
from machinami.foundation.prepared import insert
from machinami.foundation.sealing import seal

#: How long an unsent application is kept after its last save.
DRAFT_DAYS = 30


def begin(actor: Actor, code: str, for_person: str = "", own: Facts | None = None, visit: UUID | None = None) -> DraftRow:
    """See :func:`.actions.start_draft`; ``own``: the facts of who applies as a life event tells them, in place of the register's."""
    for_person = "" if for_person == actor.person_id else for_person
    today = timezone.localdate()
    begun = open_draft(actor, code, for_person)
    if begun and own is None:
        row = draft_row(begun)
        allowed(actor, row.definition, own_facts(actor, today) if for_person else row.facts, for_person, today)
        return row
    if begun and own is not None:
        facts = allowed(actor, stored(begun.definition_id), own, for_person, today)
        Draft.objects.filter(pk=begun.pk, case=None).update(facts=as_json(facts), visit=visit)
        return draft_row(open_draft(actor, code, for_person) or begun)
    found = counting(code, today)
    if found is None:
        raise NotFound("procedure")
    version, definition = found
    if definition.starts and visit is None:
        raise NotFound("procedure")  # it is begun as a visit, which is what it leads to
    if not definition.reception.open_on(today):
        raise Refused(wording.closed(definition.reception, today), code="closed")
    if actor.level < definition.identity_level:
        raise Refused(wording.SIGN_IN_WITH_CARD, code="identity_level")
    facts = allowed(actor, definition, own or own_facts(actor, today), for_person, today)
    context = context_of(actor, facts)
    answers = submission.prefilled(definition, facts, context)
    refused = not_for(definition, settle(definition, answers, context))
    if refused is not None:
        raise Refused(wording.why(refused), code="not_eligible")
    try:
        with transaction.atomic():
            insert(Draft(account_id=actor.id, definition_id=version, code=code, for_person=for_person, facts=as_json(facts), visit=visit,
                         answers=seal(answers, definition.sensitive), expires_on=today + timedelta(days=DRAFT_DAYS)))
    except IntegrityError:
        pass  # begun on another device in this very moment
    begun = open_draft(actor, code, for_person)
    if begun is None:
        raise NotFound("draft")
    return draft_row(begun)
