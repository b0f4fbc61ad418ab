"""給与所得と合計所得金額 (所得税法)."""

from __future__ import annotations

from machinami.capabilities.rules.engine import Subject
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


@variable("合計所得金額", law="所得税法2条1項30号・地方税法292条1項13号")
def total_income(who: Subject) -> int:
    """給与・事業・公的年金等の所得の合計。所得が直接分かっているときはその額。"""
    return who.yen("給与所得") + who.yen("事業所得") + who.yen("公的年金等所得")


def income_known(who: Subject) -> bool:
    """Whether anything is known of somebody's income; nothing told is not the same as an income of nothing."""
    return who.knows("合計所得金額", "収入", "公的年金等収入")
