"""Offices, counters and their planned time away: written by those who manage them. Called by actions only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.queues.models import Away, Counter, CounterEvent, Errand, Office
from machinami.capabilities.queues.types import ErrandRow
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text

LONGEST_AWAY = 16 * 3600


def office_row(code: str) -> Office:
    """:raises NotFound:"""
    found = Office.objects.filter(code=code).first()
    if found is None:
        raise NotFound("office")
    return found


def put_office(actor: Actor, code: str, name: Text, section: str, opens: time, closes: time, errands: Sequence[ErrandRow]) -> str:
    actor.require("queues.manage", section=section)
    if opens >= closes:
        raise Refused("開く時刻は、閉じる時刻より前にしてください", code="hours")
    if not errands or any(len(e.letter) != 1 or not "A" <= e.letter <= "Z" or not 0.5 <= e.minutes <= 180 for e in errands):
        raise Refused("用件ごとに、AからZの記号と、0.5分から180分までの所要時間を入れてください", code="errands")
    known = Office.objects.filter(code=code).first()
    if known is not None:
        actor.require("queues.manage", section=known.section)
    office, _ = Office.objects.update_or_create(code=code, defaults={"name": name.as_dict(), "section": section, "opens": opens, "closes": closes})
    for n, e in enumerate(errands):
        Errand.objects.update_or_create(office=office, code=e.code, defaults={
            "letter": e.letter, "title": e.title.as_dict(), "minutes": e.minutes, "position": n})
    record(actor=actor, verb="queues.put_office", subject=f"queues.Office:{office.pk}", section=section)
    return code


def put_counter(actor: Actor, office: str, number: str, errands: Sequence[str]) -> str:
    row = office_row(office)
    actor.require("queues.manage", section=row.section)
    known = set(Errand.objects.filter(office=row).values_list("code", flat=True))
    if not errands or set(errands) - known:
        raise Refused("この窓口の用件を、場所の用件から1つ以上選んでください", code="errands")
    counter, made = Counter.objects.get_or_create(office=row, number=number[:8], defaults={
        "errands": list(errands), "position": Counter.objects.filter(office=row).count()})
    if not made:
        Counter.objects.filter(pk=counter.pk).update(errands=list(errands))
    record(actor=actor, verb="queues.put_counter", subject=f"queues.Counter:{counter.pk}", section=row.section, detail={"errands": list(errands)})
    return str(counter.pk)


def locked(counter_id: Any) -> Counter:
    """:raises NotFound:"""
    found = Counter.objects.select_for_update(of=("self",)).select_related("office").filter(pk=counter_id).first()
    if found is None:
        raise NotFound("counter")
    return found


def set_counter(actor: Actor, counter_id: Any, state: str, until: datetime | None) -> None:
    counter = locked(counter_id)
    actor.require("queues.serve", section=counter.office.section)
    if state not in ("open", "break", "absent", "closed"):
        raise Refused("窓口を開けるか、休憩、離席、閉じるのどれかを選んでください", code="state")
    if counter.ticket_id is not None and state != "open":
        raise Conflict("応対中の人がいます。終えるか、保留にしてから、もう一度押してください", code="in_hand")
    now = timezone.now()
    if until is not None and not 0 < (until - now).total_seconds() <= LONGEST_AWAY:
        raise Refused("戻る時刻は、いまから16時間以内の先の時刻にしてください", code="until", fields={"until": Text(ja="先の時刻を入れてください")})
    until = until if state in ("break", "absent") else None
    sits = {"staff": actor.label[:80], "staff_name": actor.name[:160]} if state == "open" else {} if state != "closed" else {"staff": "", "staff_name": ""}
    Counter.objects.filter(pk=counter.pk).update(state=state, until=until, free_since=now if state == "open" and counter.state != "open" else counter.free_since, **sits)
    CounterEvent.objects.create(counter=counter, office=counter.office, at=now, state=state, until=until, actor=actor.label[:80])
    record(actor=actor, verb=f"queues.counter_{state}", subject=f"queues.Counter:{counter.pk}", section=counter.office.section)


def plan_away(actor: Actor, counter_id: Any, starts: datetime, ends: datetime, reason: str) -> None:
    counter = locked(counter_id)
    actor.require("queues.manage", section=counter.office.section)
    if not 0 < (ends - starts).total_seconds() <= LONGEST_AWAY:
        raise Refused("終わりは始まりより後の、16時間以内にしてください", code="ends", fields={"ends": Text(ja="始まりより後の時刻を入れてください")})
    Away.objects.update_or_create(counter=counter, starts=starts, defaults={"ends": ends, "reason": reason.strip()[:120]})
    record(actor=actor, verb="queues.plan_away", subject=f"queues.Counter:{counter.pk}", section=counter.office.section,
           detail={"starts": starts.isoformat(), "ends": ends.isoformat()})


def drop_away(actor: Actor, away_id: Any) -> None:
    row = Away.objects.select_related("counter__office").filter(pk=away_id).first()
    if row is None:
        raise NotFound("away")
    actor.require("queues.manage", section=row.counter.office.section)
    row.delete()
    record(actor=actor, verb="queues.drop_away", subject=f"queues.Counter:{row.counter.pk}", section=row.counter.office.section)
