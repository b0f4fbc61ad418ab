"""Many cases at once, and the way back. Called by actions only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from machinami.capabilities.cases.models import BulkChange, Case
from machinami.capabilities.cases.types import BulkDone
from machinami.capabilities.identity import queries as identity
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound, Refused

#: How many at most, and how long the way back stays open.
MOST = 1_000
UNDO = timedelta(minutes=10)


def check_colleague(actor: Actor, case: Case, staff_id: Any | None) -> None:
    """:raises Refused: for somebody who may not handle cases of its section."""
    if staff_id is None or str(staff_id) == actor.id:
        return
    if str(staff_id) not in {c.id for c in identity.colleagues(actor=actor, section=case.section)}:
        raise Refused("この課の案件を担当できる職員を選んでください", code="colleague")


def chosen(actor: Actor, case_ids: Iterable[Any], *, permission: str = "cases.assign", most: int = MOST) -> list[Case]:
    """The cases, locked in one order. :raises NotFound: when one is out of reach. :raises Refused: for none or too many."""
    wanted = {str(i) for i in case_ids}
    if not wanted:
        raise Refused("案件を選んでください", code="none")
    if len(wanted) > most:
        raise Refused(f"一度に変えられるのは{most:,}件までです。条件を絞ってください", code="too_many")
    rows = list(Case.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if len(rows) != len(wanted) or not all(actor.may(permission, section=c.section) for c in rows):
        raise NotFound("case")
    return rows


def keep(actor: Actor, staff_id: Any | None, before: list[tuple[Case, Any]]) -> BulkDone:
    row = BulkChange.objects.create(staff_id=actor.id, at=timezone.now(), to=str(staff_id or ""), items=[
        {"case": str(c.pk), "from": str(was) if was else ""} for c, was in before])
    return BulkDone(str(row.pk), len(before))


def to_undo(actor: Actor, undo_id: Any, verb: str = "assign") -> BulkChange:
    """:raises Conflict: when its time is over, or it was taken back."""
    row = BulkChange.objects.select_for_update().filter(pk=undo_id, staff_id=actor.id, verb=verb).first()
    if row is None:
        raise NotFound("bulk")
    if row.undone_at or row.at < timezone.now() - UNDO:
        raise Conflict("元に戻せるのは10分以内に1回です。案件を開いて変えてください", code="undo")
    return row
