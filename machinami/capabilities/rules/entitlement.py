"""Which benefits a household seems entitled to: the monthly amounts, their bounds, and what would have to be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from machinami.capabilities.rules.engine import Evaluation, Subject
from machinami.capabilities.rules.types import Entitled, Household, Member, NoRule

INCOME = ("合計所得金額", "収入", "公的年金等収入")
SCHOOL = ("高校履修種別", "高校運営種別")


def birthdays(home: Subject) -> tuple[str, ...]:
    return tuple(f"{c.name}の誕生年月日" for c in home.children if not c.knows("誕生年月日", "年齢"))


def incomes(home: Subject) -> tuple[str, ...]:
    """Of everybody but the children up to 18: a grandmother's may end an allowance."""
    return tuple(f"{p.name}の所得" for p in home.people if not p.knows(*INCOME) and not (p in home.children and (p["年齢"] or 0) <= 18))


def incomes_while_limited(home: Subject) -> tuple[str, ...]:
    """児童手当 knew limits of income until September 2024."""
    return incomes(home) if home.on < date(2024, 10, 1) else ()


def schools(home: Subject) -> tuple[str, ...]:
    return tuple(f"{c.name}の高校の種別" for c in home.children if _pupil(c))


def companions(home: Subject) -> tuple[str, ...]:
    """Somebody who is no relative may be a husband or wife but for the registration, which ends what single parents have."""
    return ("同居人との関係",) if home["同居人がいる"] else ()


def _pupil(child: Subject) -> bool:
    """In the years of a high school, and nobody told of which kind."""
    return 10 <= (child["学年"] or 0) <= 12 and not child.knows(*SCHOOL)


@dataclass(frozen=True, slots=True)
class Benefit:
    """``code``: what services call it; ``least`` and ``most``: variables; ``asks``: what decides it and may not be known."""

    code: str
    name: str
    least: str
    most: str
    asks: tuple[Callable[[Subject], tuple[str, ...]], ...]


BENEFITS = (
    Benefit("child_allowance", "児童手当", "児童手当", "児童手当", (birthdays, incomes_while_limited)),
    Benefit("child_rearing_allowance", "児童扶養手当", "児童扶養手当", "児童扶養手当", (birthdays, incomes, companions)),
    Benefit("special_child_rearing_allowance", "特別児童扶養手当", "特別児童扶養手当_最小", "特別児童扶養手当_最大", (birthdays, incomes)),
    Benefit("child_nurturing_allowance", "児童育成手当（育成手当）", "児童育成手当", "児童育成手当", (birthdays, incomes, companions)),
    Benefit("child_disability_allowance", "児童育成手当（障害手当）", "障害児童育成手当", "障害児童育成手当", (birthdays, incomes)),
    Benefit("high_school_support", "高等学校等就学支援金", "高等学校等就学支援金_最小", "高等学校等就学支援金_最大", (incomes, schools)),
)


def _at_best(household: Household, on: date) -> Household:
    """The same household with every pupil of unknown school at a private one, where the aid is highest."""
    def member(told: Member, seen: Subject) -> Member:
        return replace(told, facts={**told.facts, "高校履修種別": "全日制課程", "高校運営種別": "私立"}) if _pupil(seen) else told
    children = Evaluation(household, on).home.children
    by_name = {c.name: c for c in children}
    return replace(household, members=tuple(member(m, by_name[m.name]) if m.name in by_name else m for m in household.members))


def entitled(household: Household, on: date) -> tuple[Entitled, ...]:
    """``least`` is 0 while something that decides is not known: an income not told is taken as none for ``most``."""
    told, best = Evaluation(household, on), Evaluation(_at_best(household, on), on)
    found = []
    for benefit in BENEFITS:
        try:
            low, high = told.value(benefit.least), best.explain(benefit.most)
        except NoRule:
            continue  # No rule for that day or place: nothing is said rather than something guessed.
        if isinstance(high.value, int) and high.value and isinstance(low, int):
            unknown = tuple(name for ask in benefit.asks for name in ask(told.home))
            found.append(Entitled(benefit.code, benefit.name, 0 if unknown else low, high.value, "円／月", unknown, high))
    return tuple(found)
