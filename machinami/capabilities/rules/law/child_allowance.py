"""児童手当 (児童手当法)."""

from __future__ import annotations

from datetime import date

from machinami.capabilities.rules.engine import Subject
from machinami.capabilities.rules.law.people import after_birth_month, until_school_year_end
from machinami.capabilities.rules.types import CHILD
from machinami.capabilities.rules.variables import HOME, PERSON, changed, variable

TOP_INCOME = "児童手当の審査所得"


def order(child: Subject, until: int) -> int:
    """第何子: among the household's children up to the school year's end of an age, oldest first."""
    ages = sorted(((p["誕生年月日"] or date.max, -(p["年齢"] or 0), place, p.name) for place, p in enumerate(child.children)
                   if until_school_year_end(p, until)))
    names = [name for *_, name in ages]
    return names.index(child.name) + 1 if child.name in names else 0


def under_three(child: Subject) -> bool:
    """Of a child of known age, up to and with the month of the third birthday: an amount changes from the month after (法9条3項), and who was born on
    the first of a month counts until three years have passed, not until the day before (法6条1項1号イの括弧書き)."""
    born = child["誕生年月日"]
    if born is None:
        return bool(child["年齢"] < 3)
    return (child.on.year, child.on.month) <= (born.year + 3, born.month)


def band(child: Subject) -> str:
    """3歳未満, 小学校修了前, 中学校修了前, 高校生年代, or nothing."""
    if child["年齢"] is None or child.generation != CHILD or not after_birth_month(child):
        return ""
    if under_three(child):
        return "3歳未満"
    for last, name in ((12, "小学校修了前"), (15, "中学校修了前"), (18, "高校生年代")):
        if until_school_year_end(child, last):
            return name
    return ""


def income_day(home: Subject) -> date:
    """6月から翌年5月まで、前年の所得による（法5条）。"""
    return date(home.on.year - (2 if home.on.month < 6 else 1), 12, 31)


@variable(TOP_INCOME, law="児童手当法5条（2024年9月分まで）・同施行令3条", entity=HOME, period="month",
          about="その月の手当を決める年の、生計を維持する程度の高い親の所得−8万円−諸控除")
def assessed_income(home: Subject) -> int:
    payer = max(home.on_day(income_day(home)).parents, key=lambda p: p.yen("合計所得金額"), default=None)
    if payer is None:
        return 0
    cut = sum(payer.yen(n) for n in ("障害者控除", "寡婦控除", "ひとり親控除", "勤労学生控除"))
    return max(payer.yen("合計所得金額") - home.parameter("児童手当.一律の控除").amount - cut, 0)


def by_income(home: Subject) -> str:
    """全額, 特例給付 or なし."""
    income, family = home.yen(TOP_INCOME), home.on_day(income_day(home)).earner.yen("扶養親族等の数")
    for name, answer in (("児童手当.所得上限", "なし"), ("児童手当.所得制限", "特例給付")):
        limits = home.parameter(name)
        if income >= limits.of("扶養なし") + limits.of("一人あたり") * family:
            return answer
    return "全額"


@variable("児童手当の額", law="児童手当法6条・附則2条（特例給付）", entity=PERSON, period="month", since=date(2022, 6, 1))
def for_child_before(child: Subject) -> int:
    """中学校修了前の子の月額。第3子からは小学校修了前だけ加算。所得制限を超えると特例給付、上限を超えると0。"""
    age_band = band(child)
    if age_band in ("", "高校生年代") or not child.parents:
        return 0
    amounts = child.parameter("児童手当.月額")
    state = by_income(child.home)
    if state != "全額":
        return int(amounts.of("特例給付")) if state == "特例給付" else 0
    third = order(child, 18) >= 3 and age_band == "小学校修了前"
    return int(amounts.of("第3子以降" if third else age_band))


@changed("児童手当の額", since=date(2024, 10, 1), law="児童手当法6条（令和6年法律47号）")
def for_child(child: Subject) -> int:
    """18歳の年度末までの子の月額。所得の制限はない。22歳の年度末までの子を数えて第3子からは30,000円。"""
    age_band = band(child)
    if not age_band or not child.parents:
        return 0
    amounts = child.parameter("児童手当.月額")
    return int(amounts.of("第3子以降" if order(child, 22) >= 3 else age_band))


@variable("児童手当", law="児童手当法6条・8条", entity=HOME, period="month", since=date(2022, 6, 1))
def child_allowance(home: Subject) -> int:
    """子ごとの月額の合計。"""
    return sum(child.yen("児童手当の額") for child in home.children)
