"""A day at the ward's counters, made up by chances of its own, not the forecast's: for proofs, benchmarks and the demonstration's history.

Fourteen errands, nine counters, people by the hour and in bursts (a bus, the end of a briefing), booked people early, late or not
coming, breaks as planned, absences nobody planned, clerks who are quicker or slower, days that are. Service times are mixtures of
gammas with a long tail; the forecast knows neither the mixture nor the clerks. Means are of a plausible order and unverified.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from machinami.capabilities.queues import forecast, ordering
from machinami.capabilities.queues.forecast import InHand, Line, Person, Window
from machinami.capabilities.queues.learning import SETTLED, TODAY, Duration, learn, paces
from machinami.foundation.i18n import Text

#: Errand → (letter, title, real mean minutes, what the office thinks, share of people).
ERRANDS: dict[str, tuple[str, str, float, float, float]] = {
    "moving_in": ("A", "転入", 16, 15, 17), "moving_out": ("A", "転出", 8, 10, 12), "moving_house": ("A", "転居", 12, 10, 8),
    "household": ("A", "世帯の変更", 9, 10, 3), "residence_certificate": ("B", "住民票の写し", 4, 5, 20), "seal_certificate": ("B", "印鑑登録と証明", 6, 5, 7),
    "tax_certificate": ("B", "課税・納税証明", 4.5, 5, 5), "family_register": ("B", "戸籍の証明", 7, 5, 6), "my_number_pickup": ("C", "マイナンバーカードの受取り", 13, 15, 8),
    "my_number_update": ("C", "電子証明書の更新", 9, 10, 4), "insurance_join": ("D", "国民健康保険の加入・脱退", 14, 15, 6), "pension": ("D", "国民年金", 11, 10, 2),
    "child_allowance": ("E", "児童手当・子ども医療証", 12, 10, 5), "marriage_birth": ("E", "婚姻・出生の届出", 22, 20, 2),
}
_FAST = frozenset({"residence_certificate", "seal_certificate", "tax_certificate", "family_register", "moving_out"})

#: The same, as residents read it.
TITLES: dict[str, Text] = {
    "moving_in": Text(ja="転入（区外から引越し）", en="Moving in from elsewhere", zh="迁入", ko="전입", easy="ほかの 町から ひっこしてきた"),
    "moving_out": Text(ja="転出（区外へ引越し）", en="Moving out of the ward", zh="迁出", ko="전출", easy="ほかの 町へ ひっこす"),
    "moving_house": Text(ja="転居（区内の引越し）", en="Moving within the ward", zh="区内迁居", ko="구내 이사", easy="すぎなみくの 中で ひっこした"),
    "household": Text(ja="世帯の変更", en="Change of household", zh="住户变更", ko="세대 변경", easy="いっしょに すむ 人が かわった"),
    "residence_certificate": Text(ja="住民票の写し", en="Certificate of residence", zh="住民票", ko="주민표", easy="住民票（住所の しょうめい）"),
    "seal_certificate": Text(ja="印鑑登録と証明書", en="Seal registration and certificate", zh="印章登记与证明", ko="인감 등록·증명", easy="はんこの とうろくと しょうめい"),
    "tax_certificate": Text(ja="課税・納税証明書", en="Tax certificates", zh="课税、纳税证明", ko="과세·납세 증명", easy="ぜいきんの しょうめい"),
    "family_register": Text(ja="戸籍の証明書", en="Family register certificates", zh="户籍证明", ko="호적 증명", easy="こせきの しょうめい"),
    "my_number_pickup": Text(ja="マイナンバーカードの受取り", en="Collecting a My Number Card", zh="领取个人编号卡", ko="마이넘버카드 수령", easy="マイナンバーカードを うけとる"),
    "my_number_update": Text(ja="電子証明書の更新", en="Renewing a digital certificate", zh="更新电子证书", ko="전자증명서 갱신", easy="電子証明書を あたらしくする"),
    "insurance_join": Text(ja="国民健康保険の加入・脱退", en="National Health Insurance", zh="国民健康保险", ko="국민건강보험", easy="けんこう ほけん"),
    "pension": Text(ja="国民年金", en="National Pension", zh="国民年金", ko="국민연금", easy="ねんきん"),
    "child_allowance": Text(ja="児童手当・子ども医療証", en="Child allowance and medical certificate", zh="儿童津贴与医疗证", ko="아동수당·의료증",
                            easy="子どもの お金と いりょうしょう"),
    "marriage_birth": Text(ja="婚姻・出生の届出", en="Registering a marriage or birth", zh="婚姻、出生登记", ko="혼인·출생 신고", easy="けっこん・赤ちゃんの とどけ"),
}


def _of(*letters: str) -> frozenset[str]:
    return frozenset(code for code, (letter, *_) in ERRANDS.items() if letter in letters)


#: Counter → what it serves.
COUNTERS: dict[str, frozenset[str]] = {
    "1": _FAST, "2": _FAST, "3": _of("A", "B"), "4": _of("A", "B"), "5": _of("A", "B"), "6": _of("A", "B", "E"), "7": _of("A", "D", "E"),
    "8": _of("C", "D"), "9": _of("A", "C", "D")}
OPENS, CLOSES = 8.5 * 3600, 17 * 3600
#: People an hour on a working day in March (8:30, 9, 10 … 16).
MARCH = {8: 30, 9: 44, 10: 50, 11: 46, 12: 38, 13: 42, 14: 40, 15: 34, 16: 20}


@dataclass
class Visitor:
    key: str
    errands: tuple[str, ...]
    came: float
    booked: float | None = None
    accessible: bool = False
    shows: bool = True
    stage: int = 0
    rank: float = 0.0
    called: float = 0.0


@dataclass
class Call:
    """One call as it was, for what is learnt: seconds waited and occupied."""

    errand: str
    at: float
    waited: float
    occupied: float
    counter: str
    showed: bool = True
    first: bool = True


@dataclass
class Seen:
    """A forecast and what came of it (seconds)."""

    key: str
    at: float
    expected: float
    low: float
    high: float
    naive: float
    waited: float = -1.0
    errand: str = ""
    ahead: int = 0


@dataclass
class Day:
    calls: list[Call] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    visitors: list[Visitor] = field(default_factory=list)
    closed: int = 0


#: Asked when somebody takes a ticket: the line with them in it, and their key.
Asked = Callable[[Line, Visitor], Seen | None]


class MadeDay:
    def __init__(self, seed: int, *, busy: float = 1.0, unplanned: bool = True) -> None:
        self.random = Random(f"day {seed}")
        r = self.random
        self.busy, self.mood = busy * r.lognormvariate(0, 0.07), r.lognormvariate(0, 0.05)
        clerks = Random("clerks")  # the same people every day
        #: What was learnt about the counters, from other days.
        self.paces: dict[str, float] = {}
        self.speed = {c: clerks.uniform(0.88, 1.14) for c in COUNTERS}
        self.plans = {c: self._plan(n) for n, c in enumerate(COUNTERS)}
        self.gaps = [(c, start, start + r.uniform(25, 70) * 60) for c in r.sample(list(COUNTERS), 2) if unplanned
                     for start in [r.uniform(9.2, 15.5) * 3600]]

    def _plan(self, n: int) -> tuple[tuple[float, float], ...]:
        """Lunch in three shifts."""
        lunch = (11.0 + n % 3) * 3600
        return ((OPENS, lunch), (lunch + 3600, CLOSES + 5400))

    def visitors(self) -> list[Visitor]:
        r, found = self.random, []
        codes, shares = list(ERRANDS), [e[4] for e in ERRANDS.values()]

        def one(at: float, booked: float | None = None) -> None:
            errands = [r.choices(codes, shares)[0]]
            if errands[0] == "moving_in" and r.random() < 0.3:
                errands.append(r.choice(("insurance_join", "child_allowance")))
            found.append(Visitor(f"v{len(found)}", tuple(errands), at, booked, r.random() < 0.05, r.random() > 0.03))

        for hour, people in MARCH.items():
            start, length = (OPENS, 1800.0) if hour == 8 else (hour * 3600.0, 3600.0)
            for _ in range(_poisson(r, people * self.busy * 0.8)):
                one(start + r.random() * length)
        for _ in range(_poisson(r, 5)):  # bursts: several within minutes
            at = r.uniform(OPENS, CLOSES - 3600)
            for _ in range(r.randint(5, 14)):
                one(at + r.expovariate(1 / 90))
        for slot in range(16):
            if slot * 1800 + 9 * 3600 < CLOSES - 1800 and r.random() < 0.75:
                at = slot * 1800 + 9 * 3600.0
                one(at + max(-1500.0, r.gauss(-420, 400)), at)
        return sorted((v for v in found if v.came < CLOSES), key=lambda v: v.came)

    def seconds(self, errand: str, counter: str) -> float:
        """Mostly near the mean, sometimes a case that needs a colleague."""
        r, mean = self.random, ERRANDS[errand][2] * 60 * self.mood * self.speed[counter]
        return max(20.0, r.gammavariate(5, mean * 0.82 / 5) if r.random() < 0.88 else r.gammavariate(3, mean * 2.32 / 3))

    def spans(self, counter: str, now: float) -> tuple[tuple[float, float], ...]:
        """What is known at ``now``: the plan, and an absence once it has begun, with the guess that it takes three quarters of an hour."""
        start = now
        for c, begins, ends in self.gaps:
            if c == counter and begins <= now < ends:
                start = max(now + 600, begins + 2700)
        return tuple((max(a, start), b) for a, b in self.plans[counter] if b > start)

    def sits(self, counter: str, now: float) -> bool:
        return any(a <= now < b for a, b in self.plans[counter]) and not any(c == counter and a <= now < b for c, a, b in self.gaps)

    def run(self, durations: dict[str, Duration], asked: Asked | None = None) -> Day:
        """Play it. ``asked`` is told every ticket as it is taken."""
        day, waiting = Day(), list[Visitor]()
        hands: dict[str, tuple[Visitor, float]] = {}
        seen: dict[str, Seen] = {}
        events: list[tuple[float, int, str, Any]] = []
        for n, v in enumerate(self.visitors()):
            heapq.heappush(events, (v.came, n, "comes", v))
            day.visitors.append(v)
        for n, c in enumerate(COUNTERS):
            for a, _ in self.plans[c]:
                heapq.heappush(events, (a, 10_000 + n, "free", c))
        for n, (c, _, b) in enumerate(self.gaps):
            heapq.heappush(events, (b, 20_000 + n, "free", c))
        count = 30_000
        while events:
            now, _, what, about = heapq.heappop(events)
            if what == "comes":
                about.rank, about.booked = ordering.rank(about.came, accessible=about.accessible), ordering.kept(about.came, about.booked)
                waiting.append(about)
                if asked is not None and (told := asked(self.line(now, waiting, hands, day, durations), about)):
                    seen[about.key] = told
                    day.seen.append(told)
            elif what == "again":
                waiting.append(about)
            elif what == "done":
                v, _ = hands.pop(about)
                if v.shows and v.stage + 1 < len(v.errands):
                    v.stage += 1
                    waiting.append(v)
                count += 1
                heapq.heappush(events, (now + self.random.uniform(8, 45), count, "free", about))
            for c in self.random.sample(list(COUNTERS), len(COUNTERS)) if what != "free" else [about]:
                if c in hands or not self.sits(c, now) or any(e[2] == "free" and e[3] == c and e[0] <= now + 45 for e in events if e[1] > 30_000):
                    continue
                fit = [v for v in waiting if v.errands[v.stage] in COUNTERS[c]]
                if not fit:
                    continue
                v = min(fit, key=lambda x: ordering.key(x.rank, x.booked, now))
                waiting.remove(v)
                errand = v.errands[v.stage]
                took = self.seconds(errand, c) if v.shows else self.random.uniform(60, 150)
                if v.stage == 0:
                    v.called = now
                    if v.key in seen:
                        seen[v.key].waited = now - v.came
                day.calls.append(Call(errand, now, now - v.came, took, c, v.shows, v.stage == 0))
                hands[c] = (v, now)
                count += 1
                heapq.heappush(events, (now + took, count, "done", c))
        day.closed = len(waiting)
        return day

    def line(self, now: float, waiting: list[Visitor], hands: dict[str, tuple[Visitor, float]], day: Day, durations: dict[str, Duration]) -> Line:
        """What the city hall knows at this moment."""
        people = [Person(v.key, v.errands[v.stage:], v.rank, v.booked if v.stage == 0 else None) for v in waiting]
        here = {v.key for v in day.visitors if v.came <= now}
        people += [Person(v.key, v.errands, v.booked - 420, v.booked, v.booked - 300, 0.9) for v in day.visitors
                   if v.booked is not None and v.key not in here and v.booked > now - 600]
        done = [(c.errand, "", c.occupied / self.paces.get(c.counter, 1.0)) for c in day.calls if c.showed and c.at <= now - SETTLED]
        today = paces(done, durations, weight=TODAY).get("", 1.0)
        windows = [Window(c, serves, self.spans(c, now), InHand(h[0].key, h[0].errands[h[0].stage], h[1], h[0].errands[h[0].stage + 1:], h[0].rank)
                          if (h := hands.get(c)) else None, self.paces.get(c, 1.0) * today) for c, serves in COUNTERS.items()]
        return Line(now, tuple(people), tuple(windows), durations, turnaround=26.0, absent=0.03)


def _poisson(random: Random, mean: float) -> int:
    count, at = 0, random.expovariate(1.0)
    while at < mean:
        count, at = count + 1, at + random.expovariate(1.0)
    return count


def thought() -> dict[str, float]:
    """Seconds that the office thinks an errand takes."""
    return {code: minutes * 60.0 for code, (_, _, _, minutes, _) in ERRANDS.items()}


def history(days: int, seed: int) -> list[Call]:
    """The calls of past days (nobody asks for a forecast there)."""
    return [call for n in range(days) for call in MadeDay(seed * 1000 + n).run({}).calls if call.showed]


@dataclass(frozen=True)
class Learnt:
    durations: dict[str, Duration]
    paces: dict[str, float]


def learnt(days: int, seed: int) -> Learnt:
    past = history(days, seed)
    samples: dict[str, list[float]] = {}
    for call in past:
        samples.setdefault(call.errand, []).append(call.occupied)
    durations = learn(samples, thought())
    return Learnt(durations, paces([(c.errand, c.counter, c.occupied) for c in past], durations))


def asking(runs: int) -> Asked:
    """Everybody who takes a ticket is told a forecast."""

    def ask(line: Line, visitor: Visitor) -> Seen | None:
        wait = forecast.waits(line, [visitor.key], runs=runs)[visitor.key]
        if wait.expected is None or wait.low is None or wait.high is None:
            return None
        return Seen(visitor.key, line.now, wait.expected, wait.low, wait.high, forecast.naive(line, visitor.errands), -1.0, visitor.errands[0], wait.ahead)

    return ask


def march_day(seed: int, known: Learnt, asked: Asked | None) -> Day:
    """A working day in March, forecast by what was learnt from others."""
    day = MadeDay(seed)
    day.paces = known.paces
    return day.run(known.durations, asked)
