"""What follows from an interview that anybody may take: nothing is kept, and nobody has to say who they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from machinami.capabilities.procedures import queries as procedures
from machinami.capabilities.procedures.definition import Definition, Question
from machinami.capabilities.procedures.starting import Facts, Start, event_scope, fill_values
from machinami.capabilities.procedures.types import DraftRow
from machinami.capabilities.visits.types import Planned
from machinami.foundation.errors import NotFound


def event(code: str) -> Definition:
    """The life event that counts today. :raises NotFound: for none."""
    found = procedures.current(code).definition
    if not found.starts:
        raise NotFound("life event")
    return found


def interview(definition: Definition) -> tuple[Question, ...]:
    """The questions of the first section, which say nothing of who somebody is."""
    return definition.sections[0].questions


def paper(definition: Definition, answers: Mapping[str, Any]) -> DraftRow:
    """A form that is kept nowhere."""
    today = timezone.localdate()
    return DraftRow(id="", code=definition.code, version=0, title=definition.title, definition=definition, answers=dict(answers),
                    facts=Facts(), visited=frozenset(), revision=0, question="", updated_at=timezone.now(), expires_on=today,
                    case_id=None, charge_id=None)


def plan(definition: Definition, answers: Mapping[str, Any], today: date | None = None) -> list[Planned]:
    """The procedures that follow, in the order of their days, those without a day last."""
    today = today or timezone.localdate()
    scope = event_scope(definition, answers, Facts(), today)
    starts = [s for s in definition.starts if s.applies(scope)]
    titles = {s.code: procedures.current(s.code).definition.title for s in starts}
    rows = [_planned(s, scope, titles, today) for s in starts]
    return sorted(rows, key=lambda r: (r.due_on is None, r.due_on or today))


def _planned(start: Start, scope: Any, titles: Mapping[str, Any], today: date) -> Planned:
    found = procedures.current(start.code).definition
    there = event_scope(found, {c: v for c, v in fill_values(start, scope, {}).items() if c in found.fields}, Facts(), today)
    due = procedures.due_on(found, there.answers)
    return Planned(
        code=start.code, title=found.title, why=start.why, law=start.law or found.legal_basis[0], section=found.section, due_on=due,
        due=found.deadline.text, late=due is not None and due < today, each=start.per is not None, cost=found.cost,
        minutes=found.duration, bring=tuple(b.text for b in found.bring if b.when is None or b.when.holds(there)),
        where=found.routes.counter, after=tuple(titles[c] for c in start.after if c in titles))
