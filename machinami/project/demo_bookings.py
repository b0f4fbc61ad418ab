"""Something to book in the demonstration: the moving counter and the counter for My Number cards of 区民課. Safe to repeat."""

from __future__ import annotations

from datetime import date, time

from machinami.capabilities.bookings import actions, queries
from machinami.capabilities.bookings.types import Opening
from machinami.foundation.actors import system
from machinami.foundation.i18n import Text

_PLACE = Text(ja="杉並区役所 東棟1階", easy="杉並区役所の 東棟1階", en="Suginami City Office, East Building, 1st floor", zh="杉并区役所 东栋1楼",
              ko="스기나미구청 동관 1층")
_COUNTERS = (
    ("moving-counter", 20, 4, Text(ja="引越しの手続きの窓口", easy="ひっこしの 手続きの まどぐち", en="Counter for moving", zh="搬家手续窗口", ko="이사 절차 창구")),
    ("my-number-card", 30, 6, Text(ja="マイナンバーカードの受け取り", easy="マイナンバーカードを もらう", en="Collecting a My Number card", zh="领取个人编号卡", ko="마이넘버카드 수령")),
)


def load() -> int:
    """Hours and places are made up (平日9時から12時、13時から16時). Returns how many were made."""
    known = {r.code for r in queries.every_resource()}
    new = [c for c in _COUNTERS if c[0] not in known]
    for code, minutes, capacity, title in new:
        actions.open_resource(
            actor=system("setup"), code=code, section="residents", kind="counter", title=title, place=_PLACE, minutes=minutes,
            capacity=capacity, ahead_days=42, lead_minutes=60, cancel_minutes=60, offer_minutes=24 * 60, per_person=2, openings=[
                Opening(weekday=n, begins=time(begins), ends=time(ends), valid_from=date(2026, 4, 1))
                for n in range(5) for begins, ends in ((9, 12), (13, 16))])
    return len(new)
