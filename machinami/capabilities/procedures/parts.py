"""Filling a part of a visit from what is known elsewhere. Called by actions only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from machinami.capabilities.procedures.contexts import context_of
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.keeping import keep
from machinami.capabilities.procedures.queries import draft_row, own_draft
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.types import DraftRow
from machinami.capabilities.procedures.validation import lacking
from machinami.foundation.actors import Actor


def fill(actor: Actor, draft_id: Any, values: Mapping[str, Any], skips: Sequence[str]) -> DraftRow:
    """See :func:`.actions.fill_part`."""
    while True:
        row = own_draft(actor, draft_id)
        draft = draft_row(row)
        if draft.case_id:
            return draft
        context = context_of(actor, draft.facts)
        fields = draft.definition.fields
        fitted = {c: fields[c].fitted(v) for c, v in values.items() if c in fields and c not in draft.answers}
        taken = {c: v for c, v in fitted.items() if _takes(draft, c, v, context)}
        done = [q for q in _gone_through(draft, {**draft.answers, **taken}, context, skips) if q not in draft.visited]
        if not taken and not done:
            return draft
        if keep(actor, row, draft.definition, draft.question, taken, visited=done):
            return draft_row(row)


def _takes(draft: DraftRow, code: str, value: Any, context: Context) -> bool:
    """Is it a value that the field would accept when typed? Else it is asked."""
    field = draft.definition.fields[code]
    return (not field.computed and draft.definition.compiled.each[code].is_valid(value)
            and not field.check(value, code, context))


def _gone_through(draft: DraftRow, answers: Mapping[str, Any], context: Context, skips: Sequence[str]) -> list[str]:
    """Questions that leave nothing to ask: everything required is answered, and something is (or it may be skipped)."""
    settled = settle(draft.definition, answers, context)
    missing = {p.split(".")[0] for p in lacking(draft.definition, settled)}
    found = []
    for section in draft.definition.sections:
        for question in section.questions:
            shown = [f for f in question.fields if f.code in settled.shown and not f.computed]
            told = question.code in skips or any(f.code in settled.answers for f in shown)
            if shown and told and not missing & {f.code for f in shown}:
                found.append(question.code)
    return found
