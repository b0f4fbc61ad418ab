"""Applying for somebody of the household: the rules as data, and what the register lets be known of who is whose. Pure.

The register says how everybody is related to the head of the household, nothing more. Only what follows from that for
certain counts: a spouse or a parent is never guessed. Whoever is left out uses the counter, with a letter of proxy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field as PydanticField

from machinami.capabilities.procedures.conditions import Condition
from machinami.capabilities.procedures.fields.base import Facts
from machinami.capabilities.procedures.scope import Scope
from machinami.capabilities.procedures.words import Model, Words
from machinami.foundation.i18n import Text

Kin = Literal["parent_of_minor", "spouse", "same_household"]
#: 民法第4条: adult at eighteen.
ADULT = 18
KIN: dict[str, Text] = {
    "parent_of_minor": Text(ja="親（18歳未満の子のため）", easy="お父さん・お母さん", en="Parent of a child under 18", zh="未满18岁子女的父母", ko="18세 미만 자녀의 부모"),
    "spouse": Text(ja="配偶者", easy="夫・妻", en="Spouse", zh="配偶", ko="배우자"),
    "same_household": Text(ja="同じ世帯の人", easy="いっしょに 住んでいる 家族", en="Member of the same household", zh="同户成员", ko="같은 세대원"),
}
_SPOUSES = frozenset({"夫", "妻"})
_PARENTS = frozenset({"父", "母"})


class ActingRule(Model):
    """``when``: what must hold of the person it is for (their facts are read with ``field``: ``age``, ``sex`` …)."""

    kin: Kin
    when: Condition | None = None


class Acting(Model):
    """Who may apply for whom; the first rule that holds counts. ``own``: how applying for oneself is called, where not so."""

    ties: tuple[ActingRule, ...] = PydanticField(min_length=1)
    own: Words | None = None


def kin(applicant: Mapping[str, Any], subject: Mapping[str, Any]) -> frozenset[str]:
    """What two members of one household are to each other, for certain; empty for oneself and for protected people.

    ``relationship`` is the one to the head (続柄): 世帯主, 妻, 夫, 子, 父, 母, 妻の子 … 「妻（未届）」is no spouse in law.
    """
    if applicant["person_id"] == subject["person_id"] or applicant.get("protected") or subject.get("protected"):
        return frozenset()
    mine, theirs = str(applicant.get("relationship", "")), str(subject.get("relationship", ""))
    found = {"same_household"}
    if {mine, theirs} & {"世帯主"} and {mine, theirs} & _SPOUSES:
        found.add("spouse")
    if int(subject.get("age", ADULT)) < ADULT and _is_parent(applicant, mine, theirs):
        found.add("parent_of_minor")
    return frozenset(found)


def _is_parent(applicant: Mapping[str, Any], mine: str, theirs: str) -> bool:
    """A child of the head is taken for the spouse's, too (住民票 says 「妻の子」 of one that is not the head's)."""
    if int(applicant.get("age", 0)) < ADULT:
        return False
    return (theirs == "子" and mine in {"世帯主", *_SPOUSES}) or (theirs == f"{mine}の子" and mine in _SPOUSES) or (
        theirs == "世帯主" and mine in _PARENTS)


def rule_for(acting: Acting | None, facts: Facts, person_id: str, today: Any) -> ActingRule | None:
    """The rule by which the applicant (whose facts these are) may apply for that member of the household; None for nobody else."""
    subject = next((p for p in facts.household if p["person_id"] == person_id), None)
    if acting is None or not facts.known or subject is None:
        return None
    ties, scope = kin(facts.person, subject), Scope(subject, today, facts)
    return next((r for r in acting.ties if r.kin in ties and (r.when is None or r.when.holds(scope))), None)


def choices(acting: Acting | None, facts: Facts, today: Any) -> list[tuple[Mapping[str, Any], ActingRule]]:
    """Everybody in the household for whom the applicant may apply, with the rule."""
    found = [(p, rule_for(acting, facts, str(p["person_id"]), today)) for p in facts.household]
    return [(p, r) for p, r in found if r is not None]
