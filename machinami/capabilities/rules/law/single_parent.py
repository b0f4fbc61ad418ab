"""児童扶養手当 (児童扶養手当法・同施行令)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from machinami.capabilities.rules.engine import Subject
from machinami.capabilities.rules.law.assessed import OTHERS, RECEIVING_PARENT, assessed, supporters
from machinami.capabilities.rules.law.disability import below_tokyo_limit
from machinami.capabilities.rules.law.people import after_birth_month, until_school_year_end
from machinami.capabilities.rules.types import NoRule
from machinami.capabilities.rules.variables import HOME, PERSON, fact, variable

LAW = "児童扶養手当法5条・9条、同施行令2条の2から2条の4まで"
FIRST = date(2022, 4, 1)

fact("養育費", PERSON, int, default=0, period="year", unit="円", about="受け取った額。その8割を所得に足す")


def children(home: Subject) -> tuple[Subject, ...]:
    """18歳の年度末まで; somebody with a disability until 20."""
    return tuple(c for c in home.children if after_birth_month(c) and (until_school_year_end(c, 18) or (
        c["障害の程度"] != "なし" and c["年齢"] is not None and c["年齢"] < 20)))


@variable("児童扶養手当の控除後世帯高所得", law="児童扶養手当法施行令3条・4条", entity=HOME, period="month",
          about="その月の手当を決める年の、親の所得＋養育費の8割−10万円（給与か年金があるとき）−8万円−諸控除。2人以上なら高い方")
def income(home: Subject) -> int:
    def of(p: Subject) -> int:
        p = p.on_day(income_day(home))
        support = int(p.yen("養育費") * home.parameter("児童扶養手当.養育費の割合").rate)
        return assessed(p, home, "児童扶養手当", RECEIVING_PARENT, support)
    return max((of(p) for p in home.parents), default=0)


def income_day(home: Subject) -> date:
    """11月から翌年10月まで、前年の所得による（法9条）。"""
    return date(home.on.year - (1 if home.on.month >= 11 else 2), 12, 31)


class Judged(NamedTuple):
    """``state``: 全部支給, 一部支給, 支給停止, or 対象外; ``over``: yen above the limit of full payment."""

    state: str
    over: int
    children: int


@variable("児童扶養手当の扶養義務者の所得条件", law="児童扶養手当法10条・同施行令2条の4第8項", entity=HOME, kind=bool, unit="", period="month", since=FIRST)
def supporters_within_limit(home: Subject) -> bool:
    """同居の祖父母や大人の子（扶養義務者）の誰も、所得が限度以上でない。"""
    limits = home.parameter("児童扶養手当.扶養義務者の限度")
    for person in supporters(home, children(home)):
        then = person.on_day(income_day(home))
        border = int(limits.of("扶養なし")) + int(limits.of("一人あたり")) * then.yen("扶養親族等の数")
        if assessed(then, home, "児童扶養手当", OTHERS) >= border:
            return False
    return True


def judged(home: Subject) -> Judged:
    wards = len(children(home))
    if not wards or len(home.parents) != 1:
        return Judged("対象外", 0, 0)
    family = max(wards, home.parents[0].on_day(income_day(home)).yen("扶養親族等の数"))
    limits = home.parameter("児童扶養手当.所得の限度")
    each = int(limits.of("一人あたり")) * family
    own = home.yen("児童扶養手当の控除後世帯高所得")
    full, part = int(limits.of("全部支給")) + each, int(limits.of("一部支給")) + each
    if not home["児童扶養手当の扶養義務者の所得条件"]:
        return Judged("支給停止", 0, wards)
    return Judged("全部支給" if own < full else "一部支給" if own < part else "支給停止", max(own - full, 0), wards)


def _order(place: int) -> str:
    return ("第1子", "第2子", "第3子以降")[min(place, 2)]


def total(home: Subject, kind: str, wards: int) -> int:
    """``kind``: 全部, 上, 下 – the first child's amount and the additions for the others."""
    amounts = home.parameter("児童扶養手当.月額")
    return sum(int(amounts.of(f"{_order(place)}{kind}")) for place in range(wards))


@variable("児童扶養手当", law=LAW, entity=HOME, period="month", since=FIRST)
def allowance(home: Subject) -> int:
    """一部支給は、子ごとに「上の額−超えた所得×係数」（10円未満四捨五入）、下の額まで。"""
    at = judged(home)
    if at.state != "一部支給":
        return total(home, "全部", at.children) if at.state == "全部支給" else 0
    amounts, slopes = home.parameter("児童扶養手当.月額"), home.parameter("児童扶養手当.係数")
    found = 0
    for place in range(at.children):
        cut = at.over * Fraction(slopes.of(_order(place)))
        rounded = int((cut + 5) // 10) * 10
        found += max(int(amounts.of(f"{_order(place)}上")) - rounded, int(amounts.of(f"{_order(place)}下")))
    return found


@variable("児童扶養手当_最大", law=LAW, entity=HOME, period="month", since=FIRST, about="その支給区分で出る額の上")
def most(home: Subject) -> int:
    at = judged(home)
    return total(home, {"全部支給": "全部", "一部支給": "上"}[at.state], at.children) if at.state in ("全部支給", "一部支給") else 0


@variable("児童扶養手当_最小", law=LAW, entity=HOME, period="month", since=FIRST, about="その支給区分で出る額の下")
def least(home: Subject) -> int:
    at = judged(home)
    return total(home, {"全部支給": "全部", "一部支給": "下"}[at.state], at.children) if at.state in ("全部支給", "一部支給") else 0


@variable("児童育成手当", law="児童育成手当条例（東京都の制度、区が支給）", entity=HOME, period="month", since=FIRST)
def tokyo(home: Subject) -> int:
    """育成手当。ひとり親の、18歳の年度末までの子1人ごと。所得の限度に満たないとき（扶養義務者の所得はみない）。"""
    if home["居住都道府県"] not in (None, "東京都"):
        raise NoRule(f"児童育成手当（{home['居住都道府県']}）", home.on, None)
    wards = [c for c in home.children if after_birth_month(c) and until_school_year_end(c, 18)]
    if not wards or len(home.parents) != 1 or not below_tokyo_limit(home):
        return 0
    return home.parameter("児童育成手当.月額").amount * len(wards)
