"""From the resident register's relations (続柄, to the head) to the roles that rules are written in.

Who is whose parent is not always certain from the register: then :class:`~machinami.capabilities.rules.types.Unclear` says what an officer has to find out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from machinami.capabilities.rules.types import Fact, Household, Member, Registered, Unclear

#: Generations above (+) or below the head that a word of a relation leads.
STEPS = {"世帯主": 0, "子": -1, "養子": -1, "孫": -2, "父": 1, "母": 1, "養父": 1, "養母": 1, "祖父": 2, "祖母": 2, "曽祖父": 3, "曽祖母": 3,
         "妻": 0, "夫": 0, "兄": 0, "姉": 0, "弟": 0, "妹": 0}
SPOUSE, SIBLING = {"妻", "夫"}, {"兄", "姉", "弟", "妹"}
ABOVE = {1: "祖父母一覧", 2: "曽祖父母一覧"}
#: Up to this age somebody at the head of a household that has a parent in it is seen as that parent's child.
STILL_A_CHILD = 22


@dataclass(frozen=True, slots=True)
class _Placed:
    person: Registered
    words: tuple[str, ...]
    generation: int

    @property
    def last(self) -> str:
        return self.words[-1]

    @property
    def collateral(self) -> bool:
        return bool(SIBLING & set(self.words))


def _place(person: Registered) -> _Placed | None:
    """Nothing for who is no relative (同居人, 縁故者)."""
    if "未届" in person.relation:
        raise Unclear(f"届出のない夫・妻（{person.relation}）がいます。ひとり親かどうかを職員が確かめてください")
    words = tuple(person.relation.split("の"))
    if not set(words) <= set(STEPS):
        return None
    return _Placed(person, words, sum(STEPS[w] for w in words))


def _parents(placed: Sequence[_Placed], on: date) -> tuple[list[_Placed], int]:
    """The couple or the one whose children the household is seen from, and their generation."""
    head = [p for p in placed if p.words == ("世帯主",)]
    if len(head) != 1:
        raise Unclear("世帯主が一人ではありません。世帯の続柄を確かめてください")
    couple = [*head, *(p for p in placed if p.words in (("妻",), ("夫",)))]
    own = [p for p in placed if p.words in (("子",), ("養子",))]
    if any(p.generation == -2 for p in placed):
        middle = [*own, *(p for p in placed if len(p.words) == 2 and p.words[0] in ("子", "養子") and p.last in SPOUSE)]
        if len(own) != 1 or len(middle) > 2:
            raise Unclear("孫の親が誰か、続柄だけでは決まりません。職員が確かめてください")
        return middle, -1
    above = [p for p in placed if p.words in (("父",), ("母",), ("養父",), ("養母",))]
    brothers = [p for p in placed if len(p.words) == 1 and p.last in SIBLING]
    if above and not own and (_age(head[0].person, on) <= STILL_A_CHILD or any(_age(b.person, on) <= STILL_A_CHILD for b in brothers)):
        if len(couple) > 1 or len(above) > 2:
            raise Unclear("世帯主の兄弟姉妹の親が誰か、続柄だけでは決まりません。職員が確かめてください")
        return above, 1
    if len(couple) > 2:
        raise Unclear("世帯主の配偶者が一人ではありません。世帯の続柄を確かめてください")
    return couple, 0


def _age(person: Registered, on: date) -> int:
    born = person.birth_date
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _role(placed: _Placed, parents: Sequence[_Placed], base: int) -> str:
    if placed in parents:
        return "親一覧"
    step = placed.generation - base
    child = step == -1 and placed.last not in SPOUSE
    # Seen from the head's own parents, brothers and sisters are children, too; from anybody else they are relatives.
    if child and (not placed.collateral or (base == 1 and len(placed.words) == 1)):
        return "子一覧"
    if step == -2 and not placed.collateral:
        return "孫一覧"
    return ABOVE[min(step, 2)] if step > 0 and not placed.collateral else "親族一覧"


def household_of(people: Sequence[Registered], on: date, facts: Mapping[str, Fact] | None = None) -> Household:
    """The register's household as the rules see it on a day; who is no relative is left out and told of (``同居人がいる``).

    :raises Unclear: when the relations do not say for certain who is whose parent, or somebody lives as husband or wife unregistered.
    """
    placed = [p for p in map(_place, people) if p is not None]
    parents, base = _parents(placed, on)
    known = {"male": "男性", "female": "女性"}
    members = [Member(p.person.name, _role(p, parents, base), {
        "誕生年月日": p.person.birth_date, **({"性別": known[p.person.sex]} if p.person.sex in known else {}), **p.person.facts}) for p in placed]
    others = {"同居人がいる": True} if len(placed) < len(people) else {}
    return Household(tuple(sorted(members, key=lambda m: m.role != "親一覧")), {**others, **(facts or {})})
