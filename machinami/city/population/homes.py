"""Who lives with whom.

A town's people are formed into its number of households: each child first finds a mother of likely age, mothers find
husbands, other couples follow by age, then adult children and old parents join until the number is reached. Nobody is
left over and no child lives alone. Relations (続柄) are written as the resident register writes them
(住民基本台帳事務処理要領: a grandchild is 子の子, a daughter-in-law 子の妻).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

#: Share of women of an age who live with a husband (own assumption; to be compared with the census).
_MARRIED = ((20, 0.03), (25, 0.2), (30, 0.45), (35, 0.6), (45, 0.62), (65, 0.6), (75, 0.45), (85, 0.15), (200, 0.03))
_STAYS_WITH_PARENTS = ((25, 1.0), (30, 0.55), (40, 0.3), (60, 0.22), (200, 0.0))
_HUSBAND_IS_HEAD = 0.9
_LONE_PARENT = 0.09
_JOINS_A_SIBLING = 0.46
_THIRD_CHILD = 0.3


@dataclass(slots=True)
class Home:
    """``members`` are (sex, age, relation 続柄), the head first, once :func:`form_homes` has returned."""

    head: tuple[str, int]
    spouse: tuple[str, int] | None = None
    children: list[tuple[str, int]] = field(default_factory=list)
    others: list[tuple[str, int, str]] = field(default_factory=list)

    @property
    def mother_age(self) -> int:
        """Age of the woman of the couple (or of the head)."""
        return self.spouse[1] if self.spouse and self.spouse[0] == "female" else self.head[1]

    @property
    def members(self) -> list[tuple[str, int, str]]:
        rows = [(*self.head, "世帯主")]
        if self.spouse:
            rows.append((*self.spouse, "妻" if self.spouse[0] == "female" else "夫"))
        rows += [(s, a, "子") for s, a in sorted(self.children, key=lambda c: -c[1])]
        return rows + self.others


def _step(table: tuple[tuple[int, float], ...], age: int) -> float:
    return next(value for below, value in table if age < below)


class _Pool:
    """People of one sex, to be taken by nearest age."""

    def __init__(self, ages: list[int], random: Random) -> None:
        self.ages = sorted(ages)
        self.random = random

    def take(self, wanted: float, low: int, high: int) -> int | None:
        """The age nearest to ``wanted`` within ``low`` … ``high``, removed; None when nobody is."""
        i = bisect_left(self.ages, wanted)
        near = [j for j in (i - 1, i) if 0 <= j < len(self.ages) and low <= self.ages[j] <= high]
        return self.ages.pop(min(near, key=lambda j: abs(self.ages[j] - wanted))) if near else None


class _Forming:
    def __init__(self, people: list[tuple[str, int]], wanted: int, random: Random) -> None:
        self.random = random
        self.women = _Pool([a for s, a in people if s == "female" and a >= 18], random)
        self.men = _Pool([a for s, a in people if s == "male" and a >= 18], random)
        self.minors = sorted((p for p in people if p[1] < 18), key=lambda p: -p[1])
        adults = len(self.women.ages) + len(self.men.ages)
        self.merges = max(0, adults - max(wanted, 1))
        self.homes: list[Home] = []
        self.spare_minors: list[tuple[str, int]] = []

    def run(self) -> list[Home]:
        mothers = self._mothers()
        self._marry(mothers)
        self._other_couples()
        self.homes += [Home(("female", a)) for a in self.women.ages] + [Home(("male", a)) for a in self.men.ages]
        self._house_spare_minors()
        self._grown_children()
        self._old_parents()
        self._lodgers()
        return self.homes

    def _mothers(self) -> list[Home]:
        """A home for each family of children, with the mother as its head for now."""
        families: list[Home] = []
        by_youngest: dict[int, list[Home]] = defaultdict(list)
        for child in self.minors:
            home = self._sibling_home(child, by_youngest) if self.random.random() < _JOINS_A_SIBLING else None
            if home is None:
                age = self.women.take(child[1] + self.random.gauss(32.5, 4.5), child[1] + 19, child[1] + 46)
                home = Home(("female", age)) if age is not None else self._sibling_home(child, by_youngest)
                if home is None:
                    self.spare_minors.append(child)
                    continue
                if not home.children:
                    families.append(home)
            home.children.append(child)
            by_youngest[child[1]].append(home)
        return families

    def _sibling_home(self, child: tuple[str, int], by_youngest: dict[int, list[Home]]) -> Home | None:
        """Children come oldest first, so a sibling's family is one whose youngest is a little older."""
        for gap in self.random.sample((1, 2, 2, 3, 3, 4, 5), 5):
            homes = by_youngest[child[1] + gap]
            if homes:
                home = homes.pop(self.random.randrange(len(homes)))
                room = len(home.children) == 1 or (len(home.children) == 2 and self.random.random() < _THIRD_CHILD)
                if room and 19 <= home.head[1] - child[1] <= 46:
                    return home
        return None

    def _marry(self, families: list[Home]) -> None:
        for home in families:
            age = home.head[1]
            lone = self.merges <= 0 or self.random.random() < _LONE_PARENT
            husband = None if lone else self.men.take(age + self.random.gauss(1.8, 3.2), max(20, age - 10), age + 16)
            if husband is not None:
                self._couple(home, husband, age)
            self.homes.append(home)

    def _couple(self, home: Home, husband: int, wife: int) -> None:
        self.merges -= 1
        man, woman = ("male", husband), ("female", wife)
        first = self.random.random() < _HUSBAND_IS_HEAD
        home.head, home.spouse = (man, woman) if first else (woman, man)

    def _other_couples(self) -> None:
        """Further couples, up to the share of merges that couples have in the ward, women by chance of their age."""
        wives = [a for a in self.women.ages if a >= 20 and self.random.random() < _step(_MARRIED, a)]
        self.random.shuffle(wives)
        for age in wives[: round(self.merges * 0.78)]:
            husband = self.men.take(age + self.random.gauss(2.2, 3.5), max(20, age - 12), age + 18)
            if husband is not None:
                self.women.ages.remove(age)
                home = Home(("female", age))
                self._couple(home, husband, age)
                self.homes.append(home)

    def _house_spare_minors(self) -> None:
        """Children without a mother in the town: with a father, grandparents, or whoever is old enough."""
        for child in self.spare_minors:
            fathers = [h for h in self.homes if h.head[0] == "male" and 20 <= h.head[1] - child[1] <= 52
                       and (h.spouse is None or 18 <= h.mother_age - child[1] <= 48) and len(h.children) < 3]
            elders = [h for h in self.homes if 46 <= h.mother_age - child[1] <= 75]
            if fathers:
                self.random.choice(fathers).children.append(child)
            elif elders:
                self.random.choice(elders).others.append((*child, "子の子"))
            elif self.homes:
                self.random.choice(self.homes).others.append((*child, "縁故者"))
            else:
                self.homes.append(Home(child))

    def _grown_children(self) -> None:
        """Single adults go back to parents of likely age, the young first, as long as merges are left."""
        singles = [h for h in self.homes if self._is_single(h)
                   and self.random.random() < _step(_STAYS_WITH_PARENTS, h.head[1])]
        parents: dict[int, list[Home]] = defaultdict(list)
        for home in self.homes:
            if home.mother_age >= 40:
                parents[home.mother_age].append(home)
        gone: set[int] = set()
        self.random.shuffle(singles)
        for home in sorted(singles, key=lambda h: h.head[1] >= 25):
            if self.merges <= 0:
                break
            self._back_to_parents(home, parents, gone)
        self.homes = [h for h in self.homes if id(h) not in gone]

    def _back_to_parents(self, home: Home, parents: dict[int, list[Home]], gone: set[int]) -> None:
        if id(home) in gone or home.children:
            return
        gap = min(max(self.random.gauss(30, 4.5), 20), 42)
        for offset in (0, 1, -1, 2, -2, 3, -3, 5, -5, 8):
            age = round(home.head[1] + gap) + offset
            if parents[age] and 19 <= age - home.head[1] <= 44:
                parent = self.random.choice(parents[age])
                if parent is home or id(parent) in gone or len(parent.children) > 2:
                    continue
                parent.children.append(home.head)
                gone.add(id(home))
                self.merges -= 1
                return

    def _old_parents(self) -> None:
        """Widowed parents move in with a child's family; the child keeps heading the household."""
        if self.merges <= 0:
            return
        elders = [h for h in self.homes if self._is_single(h) and h.head[1] >= 70]
        families = [h for h in self.homes if 35 <= h.head[1] <= 68 and not h.others]
        self.random.shuffle(elders)
        self.random.shuffle(families)
        gone: set[int] = set()
        for elder, family in zip(elders, families, strict=False):
            if self.merges <= 0:
                break
            if 20 <= elder.head[1] - family.head[1] <= 42:
                family.others.append((*elder.head, "母" if elder.head[0] == "female" else "父"))
                gone.add(id(elder))
                self.merges -= 1
        self.homes = [h for h in self.homes if id(h) not in gone]

    def _lodgers(self) -> None:
        """What is still too many: people of like age who share a home."""
        if self.merges <= 0:
            return
        singles = sorted((h for h in self.homes if self._is_single(h)), key=lambda h: h.head[1])
        gone: set[int] = set()
        for first, second in zip(singles[::2], singles[1::2], strict=False):
            if self.merges <= 0:
                break
            first.others.append((*second.head, "同居人"))
            gone.add(id(second))
            self.merges -= 1
        self.homes = [h for h in self.homes if id(h) not in gone]

    @staticmethod
    def _is_single(home: Home) -> bool:
        return home.spouse is None and not home.children and not home.others


def form_homes(people: list[tuple[str, int]], wanted: int, random: Random) -> list[Home]:
    """Group a town's (sex, age) people into ``wanted`` households; nobody is left over.

    The number differs from ``wanted`` only where there are fewer adults than that.
    """
    return _Forming(people, wanted, random).run()
