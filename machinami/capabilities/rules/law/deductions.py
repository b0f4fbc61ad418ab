"""人的控除: the same conditions twice, with the amounts of 所得税 and those of 住民税."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from machinami.capabilities.rules.engine import Subject
from machinami.capabilities.rules.law.people import at_least, within
from machinami.capabilities.rules.law.relatives import (
    claimed,
    claims_spouse,
    dependant_limit,
    dependants,
    lives_together,
    old_parent,
)
from machinami.capabilities.rules.types import CHILD
from machinami.capabilities.rules.variables import PERSON, fact, total, variable

#: Which law's amounts: the name before the parameter, and the day whose amounts count (地方税法: 1 January after the year of the income).
Tax = tuple[str, Callable[[Subject], date]]


def levy(who: Subject) -> date:
    """賦課期日 (地方税法318条・39条): the resident tax on a year's income is that of the year after."""
    return date(who.on.year + 1, 1, 1)


INCOME_TAX: Tax = ("所得税", lambda who: who.on)
RESIDENT_TAX: Tax = ("住民税", levy)


def amount(who: Subject, tax: Tax, name: str, word: str) -> int:
    return int(who.parameter(f"{tax[0]}.{name}", tax[1](who)).of(word))


def own_income_column(who: Subject, tax: Tax) -> int:
    """0, 1, 2 for the taxpayer's income up to 900, 950, 10 million yen; 3 for more (no deduction)."""
    return int(who.parameter("配偶者控除.本人の所得の段", tax[1](who)).at(who.yen("合計所得金額")))


def for_disability(who: Subject, tax: Tax) -> int:
    kinds = {"特別": "特別", "一般": "一般"}
    spouse = claims_spouse(who)
    mine = [*dependants(who), *([spouse] if spouse and spouse["同一生計配偶者である"] else [])]
    # Somebody disabled whom another claims has an income far below that at which the disabled pay (地方税法295条1項2号):
    # no taxpayer, and nothing to deduct from.
    own = 0 if who["障害の程度"] == "なし" or claimed(who) else amount(who, tax, "障害者控除", kinds[who["障害の程度"]])
    for p in mine:
        degree = p["障害の程度"]
        if degree != "なし":
            own += amount(who, tax, "障害者控除", "同居特別" if degree == "特別" and lives_together(p) else kinds[degree])
    return own


def for_single_parent(who: Subject, tax: Tax) -> int:
    child = any(p.generation == CHILD and p.yen("合計所得金額") <= dependant_limit(p) for p in who.others)
    single = who.role == "親一覧" and who.spouse is None and child
    fits = single and who.yen("合計所得金額") <= who.parameter("ひとり親控除.所得の限度").amount
    return amount(who, tax, "ひとり親控除", "額") if fits else 0


def for_widow(who: Subject, tax: Tax, single_parent: str) -> int:
    fits = who["寡婦"] and not who.yen(single_parent) and who.yen("合計所得金額") <= who.parameter("寡婦控除.所得の限度").amount
    return amount(who, tax, "寡婦控除", "額") if fits else 0


def for_student(who: Subject, tax: Tax) -> int:
    # 自己の勤労による所得があること: without any there is nothing to deduct from.
    fits = who["学生"] and 0 < who.yen("合計所得金額") <= who.parameter("勤労学生控除.所得の限度").amount
    return amount(who, tax, "勤労学生控除", "額") if fits else 0


def for_spouse(who: Subject, tax: Tax) -> int:
    spouse = claims_spouse(who)
    column = own_income_column(who, tax)
    if spouse is None or not spouse["同一生計配偶者である"] or column > 2:
        return 0
    name = f"{tax[0]}.配偶者控除"
    return int(who.parameter(name, tax[1](who)).of(f"{'老人' if at_least(spouse, 70) else '一般'}{column}"))


def for_spouse_with_income(who: Subject, tax: Tax) -> int:
    spouse = claims_spouse(who)
    column = own_income_column(who, tax)
    if spouse is None or column > 2 or spouse["同一生計配偶者である"] or spouse.yen("合計所得金額") <= dependant_limit(spouse):
        return 0
    return int(who.parameter(f"{tax[0]}.配偶者特別控除", tax[1](who)).at(spouse.yen("合計所得金額"), column))


def kind_of_dependant(who: Subject, of: Subject) -> str:
    """一般, 特定, 老人, 同居老親等, or nothing (under 16, or of unknown age)."""
    if at_least(who, 70):
        return "同居老親等" if old_parent(who, of) else "老人"
    if within(who, 19, 22):
        return "特定"
    return "一般" if at_least(who, 16) else ""


def for_dependants(who: Subject, tax: Tax) -> int:
    kinds = [kind_of_dependant(p, who) for p in dependants(who)]
    return sum(amount(who, tax, "扶養控除", kind) for kind in kinds if kind)


def for_young_relatives(who: Subject, tax: Tax) -> int:
    if who.earner.name != who.name:
        return 0
    young = [p for p in who.others if p.role != "親一覧" and within(p, 19, 22) and p.yen("合計所得金額") > dependant_limit(p)]
    return sum(int(who.parameter(f"{tax[0]}.特定親族特別控除", tax[1](who)).at(p.yen("合計所得金額"))) for p in young)


def basic(who: Subject, tax: Tax) -> int:
    return int(who.parameter(f"{tax[0]}.基礎控除", tax[1](who)).at(who.yen("合計所得金額")))


#: name, national article, local articles, formula. Widow looks at the single-parent deduction of the same tax.
_SAME: tuple[tuple[str, str, str, Callable[[Subject, Tax], int]], ...] = (
    ("障害者控除", "所得税法79条", "地方税法34条1項6号・314条の2第1項6号", for_disability),
    ("ひとり親控除", "所得税法81条", "地方税法34条1項8号の2・314条の2第1項8号の2", for_single_parent),
    ("勤労学生控除", "所得税法82条", "地方税法34条1項9号・314条の2第1項9号", for_student),
    ("配偶者控除", "所得税法83条", "地方税法34条1項10号・314条の2第1項10号", for_spouse),
    ("配偶者特別控除", "所得税法83条の2", "地方税法34条1項10号の2・314条の2第1項10号の2", for_spouse_with_income),
    ("扶養控除", "所得税法84条", "地方税法34条1項11号・314条の2第1項11号", for_dependants),
    ("特定親族特別控除", "所得税法84条の2", "地方税法34条1項12号・314条の2第1項12号", for_young_relatives),
    ("基礎控除", "所得税法86条・租税特別措置法41条の16の2", "地方税法34条2項・314条の2第2項", basic),
    ("寡婦控除", "所得税法80条", "地方税法34条1項8号・314条の2第1項8号", lambda who, tax: for_widow(
        who, tax, "ひとり親控除" if tax is INCOME_TAX else "住民税ひとり親控除")),
)


def _declare(name: str, law: str, formula: Callable[[Subject, Tax], int], tax: Tax) -> None:
    variable(name, law=law, about=f"{tax[0]}の{name.removeprefix('住民税')}")(lambda who: formula(who, tax))


for _name, _national, _local, _formula in _SAME:
    _declare(_name, _national, _formula, INCOME_TAX)
    _declare(f"住民税{_name}", _local, _formula, RESIDENT_TAX)

fact("その他の所得控除", PERSON, int, default=0, period="year", unit="円", about="所得税の医療費・生命保険料・地震保険料・小規模企業共済等掛金・寄附金・雑損の控除の合計")
fact("住民税その他の所得控除", PERSON, int, default=0, period="year", unit="円", about="住民税の医療費・生命保険料・地震保険料・小規模企業共済等掛金・雑損の控除の合計")

PERSONAL = tuple(name for name, *_ in _SAME)
total("所得控除", adds=("社会保険料控除", "その他の所得控除", *PERSONAL), law="所得税法72条から86条まで")
total("住民税所得控除", adds=("社会保険料控除", "住民税その他の所得控除", *(f"住民税{n}" for n in PERSONAL)), law="地方税法34条・314条の2")
