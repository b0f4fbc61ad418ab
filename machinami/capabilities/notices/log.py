"""Who was told what, when, by which way, and what became of it: added to, never altered, without a word of the message.

The database itself refuses UPDATE and DELETE (triggers.py). One exception: :func:`shred` takes out what is older than the years
the manifest names, by a permit that holds in its own transaction alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.notices.models import Delivery, LogEntry, Notice, ShredPermit
from machinami.capabilities.notices.wording import wordings
from machinami.capabilities.privacy.ports import Due, Shredder
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import fiscal_year
from machinami.foundation.errors import Refused
from machinami.foundation.ids import new_id
from machinami.foundation.prepared import insert, insert_many

#: Fiscal years that an entry is kept after its own.
YEARS = 3
#: Outcomes: what is in the inbox at once; what leaves by a way later; what was not wanted.
OUTCOMES = ("shown", "sent", "deferred", "failed", "given_up", "stopped")
_CODE = re.compile(r"(?<!\d)([2-5]\d\d)(?!\d)")


def entry(notice: Notice, channel: str, outcome: str, *, delivery: Delivery | None = None, reason: str = "") -> LogEntry:
    """``code``: the three digits of a server's answer, if it gave any; its words may hold an address and are left out."""
    code, known = _CODE.search(reason), wordings().get(notice.template)
    return LogEntry(id=new_id(), at=timezone.now(), notice_id=notice.pk, delivery_id=delivery.pk if delivery else None,
                    account_id=notice.account_id, template=notice.template, topic=known.topic if known else "", section=notice.section,
                    channel=channel, outcome=outcome, code=code.group(1) if code else "", attempt=delivery.attempts + 1 if delivery else 0)


def note(rows: Iterable[LogEntry]) -> None:
    found = list(rows)
    if len(found) == 1:
        insert(found[0])
    else:
        insert_many(found)


def erasable_before(today: date) -> datetime:
    """The first moment that must still be kept: entries of fiscal years that ended more than ``YEARS`` years ago may go."""
    start = date(fiscal_year(today) - YEARS, 4, 1)
    return timezone.make_aware(datetime(start.year, start.month, start.day))


@action("notices.shred")
def shred(*, actor: Actor, before: datetime | None = None) -> int:
    """Take out entries from before ``before`` (as early as the years allow when absent). How many.

    :raises Refused: for a moment whose entries must still be kept.
    """
    actor.require("notices.shred")
    limit = erasable_before(timezone.localdate())
    before = before or limit
    if before > limit:
        raise Refused(f"{limit:%Y年%m月%d日}より前の記録だけを消せます", code="retention")
    rows = LogEntry.objects.filter(at__lt=before)
    if not rows.exists():
        return 0
    permit = ShredPermit.objects.create(before=before)
    number: int = rows.delete()[0]
    permit.delete()
    record(actor=actor, verb="notices.shred", subject="notices.LogEntry", detail={"before": before.isoformat(), "number": number})
    return number


class Log(Shredder):
    """Whole fiscal years at once. Nobody is told: it holds no word of what was told."""

    def due(self, today: date, limit: int) -> Iterable[Due]:
        before = erasable_before(today)
        found = LogEntry.objects.filter(at__lt=before).exists()
        return [Due(f"notices.LogEntry:{before.date()}", f"{before.date()}より前の通知の記録", before.date())] if found else []

    def erase(self, actor: Actor, due: Due, today: date) -> bool:
        return shred(actor=actor) > 0


LOG = Log()


def outcome_of(state: str) -> str:
    """What a settled delivery's state is in the log; blank for what is no outcome."""
    return {"sent": "sent", "failed": "failed", "given_up": "given_up", "stopped": "stopped", "queued": "deferred"}.get(state, "")
