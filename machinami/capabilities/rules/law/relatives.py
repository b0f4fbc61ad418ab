"""Who counts as whose spouse or dependant for the taxes, and who claims them."""

from __future__ import annotations

from machinami.capabilities.rules.engine import Subject
from machinami.capabilities.rules.law.people import at_least
from machinami.capabilities.rules.types import RulesError
from machinami.capabilities.rules.variables import HOME, variable


@variable("世帯高所得者", law="所得税法施行令219条2項", entity=HOME, kind=str, unit="")
def top_earner(home: Subject) -> str:
    """合計所得金額がいちばん大きい世帯員。同じなら親、その中では先に書かれた人。"""
    if not home.people:
        raise RulesError(f"{home.name}に世帯員がいません。親一覧などに名前を書いてください")
    return max(home.people, key=lambda p: (p.yen("合計所得金額"), p.role == "親一覧")).name


def dependant_limit(who: Subject) -> int:
    return who.parameter("扶養親族等.所得の限度").amount


@variable("同一生計配偶者である", law="所得税法2条1項33号・地方税法292条1項7号", kind=bool, unit="")
def is_dependent_spouse(who: Subject) -> bool:
    """生計を一にする配偶者で、合計所得金額が限度（2025年分から58万円、2026年分から62万円）以下。"""
    return who.spouse is not None and who.yen("合計所得金額") <= dependant_limit(who)


@variable("扶養親族である", law="所得税法2条1項34号・地方税法292条1項9号", kind=bool, unit="")
def is_dependant(who: Subject) -> bool:
    """世帯で所得がいちばん大きい人と生計を一にする、配偶者でない親族で、合計所得金額が限度以下。"""
    earner = who.earner
    if who.name == earner.name or (who.spouse and who.spouse.name == earner.name):
        return False
    return who.yen("合計所得金額") <= dependant_limit(who)


def claims_spouse(who: Subject) -> Subject | None:
    """The spouse whom this taxpayer may claim: the one with the lower income (of equals the second listed)."""
    spouse = who.spouse
    if spouse is None:
        return None
    mine, theirs = who.yen("合計所得金額"), spouse.yen("合計所得金額")
    first = who.parents[0].name == who.name
    return spouse if mine > theirs or (mine == theirs and first) else None


def dependants(who: Subject) -> tuple[Subject, ...]:
    """Whom this taxpayer claims: without word from the family, who has the highest income claims all (所得税法施行令219条2項)."""
    return tuple(p for p in who.others if p["扶養親族である"]) if who.earner.name == who.name else ()


def claimed(who: Subject) -> bool:
    """Whether somebody else claims this person."""
    return bool(who["扶養親族である"] or (who["同一生計配偶者である"] and who.spouse and claims_spouse(who.spouse) is not None))


def lives_together(who: Subject) -> bool:
    """同居を常況とする: a stay in hospital does not end it, a home for the elderly does."""
    return not who["介護施設入所中"]


def old_parent(who: Subject, of: Subject) -> bool:
    """同居老親等: 70 or older, an ascendant of the taxpayer or the spouse, living together."""
    return at_least(who, 70) and who.generation > of.generation and lives_together(who)


@variable("扶養親族等の数", law="地方税法295条3項・同施行令47条の3", unit="人")
def dependants_count(who: Subject) -> int:
    """同一生計配偶者と扶養親族の数（16歳未満も数える）。"""
    spouse = claims_spouse(who)
    return len(dependants(who)) + bool(spouse and spouse["同一生計配偶者である"])
