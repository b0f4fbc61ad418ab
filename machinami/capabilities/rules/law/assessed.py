"""The income by which allowances are judged: 合計所得 less fixed amounts and the deductions each law names."""

from __future__ import annotations

from machinami.capabilities.rules.engine import Subject

#: 児童扶養手当法施行令4条2項・特別児童扶養手当等の支給に関する法律施行令5条2項. A parent who receives 児童扶養手当 has no deduction as widow or single parent.
RECEIVING_PARENT = ("障害者控除", "勤労学生控除", "配偶者特別控除")
OTHERS = ("障害者控除", "寡婦控除", "ひとり親控除", "勤労学生控除", "配偶者特別控除")


def assessed(person: Subject, home: Subject, allowance: str, deductions: tuple[str, ...], more: int = 0) -> int:
    """``person`` on the day whose income counts, ``home`` in the month that is paid for; ``more``: what is added to the income."""
    earned = min(person.yen("給与所得") + person.yen("公的年金等所得"), home.parameter(f"{allowance}.給与所得等の控除").amount)
    fixed = home.parameter(f"{allowance}.一律の控除").amount
    return max(person.yen("合計所得金額") + more - earned - fixed - sum(person.yen(n) for n in deductions), 0)


def supporters(home: Subject, wards: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """扶養義務者 who live in the household: everybody but the parents and the children the allowance is for (民法877条1項)."""
    names = {w.name for w in wards}
    return tuple(p for p in home.people if p.role != "親一覧" and p.name not in names)
