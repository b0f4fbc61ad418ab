"""給与所得と合計所得金額 (所得税法)."""

from __future__ import annotations

from datetime import date
from math import ceil

from machinami.capabilities.rules.engine import Subject
from machinami.capabilities.rules.law.people import within
from machinami.capabilities.rules.variables import PERSON, fact, variable

fact("収入", PERSON, int, default=0, period="year", unit="円", about="1月から12月までの給与（個人事業主は売上げ）")
fact("個人事業主である", PERSON, bool, default=False)
fact("個人事業主の必要経費", PERSON, int, default=0, period="year", unit="円")
fact("公的年金等収入", PERSON, int, default=0, period="year", unit="円")
fact("社会保険料控除", PERSON, int, default=0, period="year", unit="円")


@variable("給与所得控除額", law="所得税法28条3項・租税特別措置法（最低保障額の特例）")
def salary_deduction(who: Subject) -> int:
    """収入の段ごとの割合と額。最低保障額を下回らず、収入を超えない。"""
    pay = 0 if who["個人事業主である"] else who.yen("収入")
    share, plus = who.parameter("給与所得控除.率").at(pay)
    least = who.parameter("給与所得控除.最低保障額").amount
    return min(pay, max(int(pay * share) + plus, least))


@variable("給与所得", law="所得税法28条2項・4項（別表第五）")
def salary_income(who: Subject) -> int:
    """収入−給与所得控除額。660万円未満は別表第五により、収入を表の刻み（4,000円など）で切り捨ててから計算する。"""
    pay = 0 if who["個人事業主である"] else who.yen("収入")
    if who.knows("給与所得控除額"):
        return max(pay - who.yen("給与所得控除額"), 0)
    step = who.parameter("給与所得控除.別表の刻み").at(pay)
    counted = pay - pay % step
    share, plus = who.parameter("給与所得控除.率").at(counted)
    least = who.parameter("給与所得控除.最低保障額").amount
    return max(counted - max(int(counted * share) + plus, least), 0)


@variable("事業所得", law="所得税法27条2項")
def business_income(who: Subject) -> int:
    """個人事業主の売上げ−必要経費。赤字はほかの所得から引かず0とみる（損益通算は扱わない）。"""
    return max(who.yen("収入") - who.yen("個人事業主の必要経費"), 0) if who["個人事業主である"] else 0


@variable("公的年金等所得", law="所得税法35条2項1号・4項（ほかの所得が1,000万円以下のとき）")
def pension_income(who: Subject) -> int:
    """公的年金等の収入−公的年金等控除額（65歳から最低額が上がる）。"""
    pension = who.yen("公的年金等収入")
    if not pension:
        return 0
    old = (who["年齢"] or 0) >= 65
    share, plus = who.parameter("公的年金等控除.率").at(pension)
    least = who.parameter("公的年金等控除.最低保障額").of("65歳以上" if old else "65歳未満")
    return max(pension - max(int(pension * share) + plus, int(least)), 0)


def before_adjustment(who: Subject) -> int:
    """The income that decides who is a dependant here: asking for the adjusted one would ask for everybody's at once.
    The adjustment of a large salary never makes a dependant of somebody."""
    if who.knows("合計所得金額"):
        return who.yen("合計所得金額")
    return who.yen("給与所得") + who.yen("事業所得") + who.yen("公的年金等所得")


def heavy_burden(who: Subject) -> bool:
    """本人が特別障害者、または生計を一にする23歳未満か特別障害者の親族（配偶者）がいる。夫婦のどちらも受けられる。"""
    if who["障害の程度"] == "特別":
        return True
    limit = who.parameter("扶養親族等.所得の限度").amount
    spouse = who.spouse
    return any(before_adjustment(p) <= limit and (p["障害の程度"] == "特別" or (within(p, 0, 22) and not (spouse and spouse.name == p.name)))
               for p in who.others)


@variable("所得金額調整控除", law="租税特別措置法41条の3の11・地方税法32条2項・313条2項", since=date(2020, 1, 1))
def income_adjustment(who: Subject) -> int:
    """給与が850万円を超え子どもや特別障害の家族がいる人（1,000万円までの1割）、給与と年金の両方がある人（重なる10万円）。"""
    p = who.parameter("所得金額調整控除.額")
    pay = 0 if who["個人事業主である"] else who.yen("収入")
    low, high, both = (int(p.of(word)) for word in ("収入の下", "収入の上", "給与と年金の重なり"))
    large = 0
    if pay > low and heavy_burden(who):
        large = ceil((min(pay, high) - low) * who.parameter("所得金額調整控除.率").rate)
    salary, pension = who.yen("給与所得"), who.yen("公的年金等所得")
    twice = max(min(salary, both) + min(pension, both) - both, 0) if salary and pension else 0
    return large + twice


@variable("合計所得金額", law="所得税法2条1項30号・地方税法292条1項13号")
def total_income(who: Subject) -> int:
    """給与・事業・公的年金等の所得の合計−所得金額調整控除。所得が直接分かっているときはその額。"""
    return max(who.yen("給与所得") + who.yen("事業所得") + who.yen("公的年金等所得") - who.yen("所得金額調整控除"), 0)


def income_known(who: Subject) -> bool:
    """Whether anything is known of somebody's income; nothing told is not the same as an income of nothing."""
    return who.knows("合計所得金額", "収入", "公的年金等収入")
