"""The one statement that saves answers into a draft, if it still is as it was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from machinami.capabilities.procedures import submission
from machinami.capabilities.procedures.beginning import DRAFT_DAYS
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.fields.files import FileField
from machinami.capabilities.procedures.models import Draft
from machinami.foundation.actors import Actor
from machinami.foundation.sealing import opened, seal


def keep(actor: Actor, row: Draft, definition: Definition, question: str, values: dict[str, Any], *,
          visited: Sequence[str]) -> bool:
    """One statement that writes if the draft is still as ``row`` says; False when it is not."""
    before = Draft.objects.filter(pk=row.pk, revision=row.revision, case=None)
    row.revision += 1
    answers = opened(row.answers)
    for code, value in values.items():
        if answers.get(code) != value:
            row.touched[code] = row.revision
        if value is None:
            answers.pop(code, None)
        else:
            answers[code] = value
    row.answers = seal(answers, definition.sensitive)
    row.visited |= dict.fromkeys(visited, row.revision)
    row.question, row.expires_on = question, timezone.localdate() + timedelta(days=DRAFT_DAYS)
    row.updated_at, row.told_on = timezone.now(), None
    with transaction.atomic():
        kept = bool(before.update(**{name: getattr(row, name) for name in KEPT}))
        if kept and any(isinstance(definition.fields[c], FileField) for c in values):
            submission.hold_uploads(actor, row, definition, answers)
    return kept


KEPT = ("revision", "answers", "touched", "visited", "question", "expires_on", "told_on", "updated_at")
