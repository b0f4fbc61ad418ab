"""高等学校等就学支援金 (高等学校等就学支援金の支給に関する法律・同施行令)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from machinami.capabilities.rules.engine import Subject
from machinami.capabilities.rules.law.deductions import levy
from machinami.capabilities.rules.variables import HOME, PERSON, changed, fact, variable

LAW = "高等学校等就学支援金の支給に関する法律3条から5条まで、同施行令"
FIRST = date(2020, 7, 1)
FREE = date(2026, 4, 1)

fact("高校履修種別", PERSON, str, default="無", choices=("無", "全日制課程", "定時制課程", "通信制課程", "専攻科"))
fact("高校運営種別", PERSON, str, default="無", choices=("無", "国立", "公立", "私立"))


@variable("高等学校等就学支援金_所得判定基準", law="高等学校等就学支援金の支給に関する法律施行令1条2項・4条2項", entity=HOME, period="month",
          about="その月の支給を決める年度の、保護者それぞれの、区民税の課税標準額×6%−区民税の調整控除の額の合計")
def assessed(home: Subject) -> int:
    found = Fraction(0)
    home = home.on_day(_year(home))
    for p in home.parents:
        share = Fraction(home.parameter("住民税.所得割の率", levy(home)).of("区"))
        whole = share + Fraction(home.parameter("住民税.所得割の率", levy(home)).of("都"))
        found += max(p.yen("住民税課税総所得金額") * share - p.yen("調整控除額") * share / whole, Fraction(0))
    return int(found)


def pupils(home: Subject) -> tuple[Subject, ...]:
    """Children at a high school: told of the kind of course and of school, from 高校1年."""
    return tuple(c for c in home.children if c["高校履修種別"] != "無" and c["高校運営種別"] != "無" and (c["学年"] or 0) >= 10)


def _year(home: Subject) -> date:
    """4月から6月までは前年度分、7月からはその年度分の住民税による: the year of the income behind it."""
    return date(home.on.year - (1 if home.on.month >= 7 else 2), 12, 31)


def added(home: Subject, base: int, pupil: Subject) -> bool:
    return pupil["高校運営種別"] == "私立" and base < home.parameter("就学支援金.所得判定基準").of("加算")


def _sum(home: Subject, ways: tuple[str, ...], pick: str) -> int:
    base = home.yen("高等学校等就学支援金_所得判定基準")
    if base >= home.parameter("就学支援金.所得判定基準").of("支給"):
        return 0
    return sum(_amount(home, p, ways, pick, added(home, base, p)) for p in pupils(home))


def _amount(home: Subject, pupil: Subject, ways: tuple[str, ...], pick: str, more: bool) -> int:
    """定額, or by 単位 with the most that a year may count (30 units, 12 months)."""
    kind = f"{pupil['高校運営種別']}{pupil['高校履修種別']}{'加算' if more else ''}"
    fixed, unit = home.parameter("就学支援金.定額"), home.parameter("就学支援金.単位")
    found = [int(fixed.get(kind))]
    if "単位" in ways and unit.get(kind):
        found.append(int(unit.of(kind)) * int(home.parameter("就学支援金.年の単位").amount) // 12)
    return max(found) if pick == "max" else min(found)


@variable("高等学校等就学支援金_最小", law=LAW, entity=HOME, period="month", since=FIRST)
def least(home: Subject) -> int:
    """定額の授業料のときの月額の上限。"""
    return _sum(home, ("定額",), "min")


@variable("高等学校等就学支援金_最大", law=LAW, entity=HOME, period="month", since=FIRST)
def most(home: Subject) -> int:
    """単位ごとの授業料で、1年に数えられる最大の単位（30単位）を取ったときの月額。"""
    return _sum(home, ("定額", "単位"), "max")


def _free(home: Subject) -> int:
    """2026年4月から所得の制限がない。授業料が単位ごとのときの額は条文で確かめるまで定額の限度でみる。"""
    fixed = home.parameter("就学支援金.定額")
    return sum(int(fixed.get(f"{p['高校運営種別']}{p['高校履修種別']}")) for p in pupils(home))


for _name in ("高等学校等就学支援金_最小", "高等学校等就学支援金_最大"):
    changed(_name, since=FREE, law="高等学校等就学支援金の支給に関する法律（令和8年の改正）")(_free)
