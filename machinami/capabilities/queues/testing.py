"""A ward's counters for tests and the demonstration: fourteen errands, nine counters; and days gone by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from machinami.capabilities.queues import actions, made_days
from machinami.capabilities.queues.models import Counter, Office, Served, Told
from machinami.capabilities.queues.types import ErrandRow
from machinami.foundation.actors import Actor, system
from machinami.foundation.i18n import Text

OFFICE = "main"
SETUP = system("queues.setup")


def ward(code: str = OFFICE, opens: time = time(8, 30), closes: time = time(17, 0)) -> dict[str, str]:
    """The counters of made-up days (:mod:`.made_days`) as rows; counter number → id."""
    actions.put_office(actor=SETUP, code=code, name=Text(ja="杉並区役所 東棟1階", en="City Office, East Building 1F", zh="区政府 东栋1楼", ko="구청 동관 1층",
                                                         easy="くやくしょ ひがしの たてもの 1かい"),
                       section="residents", opens=opens, closes=closes, errands=errands())
    return {number: actions.put_counter(actor=SETUP, office=code, number=number, errands=sorted(serves)) for number, serves in made_days.COUNTERS.items()}


def errands() -> list[ErrandRow]:
    return [ErrandRow(code, letter, made_days.TITLES[code], float(thought)) for code, (letter, _, _, thought, _) in made_days.ERRANDS.items()]


def open_all(actor: Actor, counters: dict[str, str]) -> None:
    for counter_id in counters.values():
        actions.set_counter(actor=actor, counter_id=counter_id, state="open")


def past(days: int, seed: int = 1, code: str = OFFICE) -> int:
    """So many made-up working days before today, as what was learnt from them. How many calls."""
    office, known, rows, told, made = Office.objects.get(code=code), made_days.learnt(6, seed + 500), [], [], 0
    day = timezone.localdate()
    while made < days:
        day -= timedelta(days=1)
        if day.weekday() > 4:
            continue
        one = made_days.march_day(seed * 100 + made, known, made_days.asking(runs=12) if made < 3 else None)
        made += 1
        rows += [Served(office=office, day=day, errand=c.errand, counter=c.counter, called_at=_at(day, c.at), waited=c.waited, occupied=c.occupied,
                        showed=c.showed, gap=None, first=c.first) for c in one.calls]
        told += [Told(office=office, day=day, errand=s.errand, at=_at(day, s.at), expected=s.expected, low=s.low, high=s.high, naive=s.naive, ahead=s.ahead,
                      waited=s.waited) for s in one.seen if s.waited >= 0]
    Served.objects.bulk_create(rows, batch_size=400)
    Told.objects.bulk_create(told, batch_size=400)
    return len(rows)


def _at(day: date, seconds: float) -> datetime:
    return timezone.make_aware(datetime.combine(day, time())) + timedelta(seconds=seconds)


def counter_row(counter_id: Any) -> Counter:
    return Counter.objects.get(pk=counter_id)
