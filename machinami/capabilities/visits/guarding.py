"""A case that follows from another one is decided after it (``after`` of the life event)."""

from __future__ import annotations

from machinami.capabilities.procedures import queries as procedures
from machinami.capabilities.visits import wording
from machinami.capabilities.visits.models import Part
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text

_OVER = frozenset({"completed"})


def in_order(actor: Actor, case_id: str, outcome: str) -> None:
    """:raises Refused: when one is approved while what it follows from is still open (to refuse is always possible)."""
    part = Part.objects.filter(case_id=case_id).only("visit", "after").first() if outcome == "approved" else None
    if part is None or not part.after:
        return
    before = Part.objects.filter(visit_id=part.visit_id, code__in=part.after).exclude(case=None).select_related("case")
    for other in before:
        if other.case.state not in _OVER:
            title = procedures.current(other.code).definition.title
            raise Refused(_said(title, other.case.number), code="after")


def _said(title: Text, number: str) -> Text:
    words, names = wording.NOT_BEFORE.as_dict(), title.as_dict()
    return Text(**{v: w.format(title=names.get(v) or title.ja, number=number) for v, w in words.items()})


