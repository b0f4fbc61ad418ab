"""Who lives with whom: couples of like age, children with a mother of likely age, the rest alone or as kin."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

Member = tuple[str, int, str]


@dataclass(slots=True)
class Home:
    """``members`` are (sex, age, relation 続柄), the head first."""

    members: list[Member] = field(default_factory=list)

    @property
    def children(self) -> int:
        return sum(r == "子" for _, _, r in self.members)


def form_homes(people: list[tuple[str, int]], wanted: int, random: Random) -> list[Home]:
    """Group a town's (sex, age) people into about ``wanted`` households; nobody is left over."""
    adults = [p for p in people if p[1] >= 18]
    minors = sorted((p for p in people if p[1] < 18), key=lambda p: -p[1])
    merges = max(0, len(adults) - max(1, wanted))
    homes = _couples(adults, merges, random)
    rest = merges - sum(len(h.members) - 1 for h in homes)
    homes = _kin(homes, rest, random)
    for child in minors:
        _place(child, homes, random)
    return homes


def _couples(adults: list[tuple[str, int]], merges: int, random: Random) -> list[Home]:
    men = [p for p in adults if p[0] == "male" and p[1] >= 22]
    women = [p for p in adults if p[0] == "female" and p[1] >= 20]
    others = [p for p in adults if not (p[1] >= 22 or (p[0] == "female" and p[1] >= 20))]
    random.shuffle(men)
    random.shuffle(women)
    count = min(merges, int(len(men) * 0.8), int(len(women) * 0.8))
    # Equal ranks of two samples of a town are of like age.
    pairs = zip(sorted(men[:count], key=lambda p: p[1]), sorted(women[:count], key=lambda p: p[1]), strict=True)
    homes = [Home([("male", m[1], "世帯主"), ("female", w[1], "妻")]) for m, w in pairs]
    homes += [Home([(s, a, "世帯主")]) for s, a in men[count:] + women[count:] + others]
    return homes


def _kin(homes: list[Home], merges: int, random: Random) -> list[Home]:
    """Single adults move in with parents, as long as households are to become fewer."""
    if merges <= 0:
        return homes
    single = [h for h in homes if len(h.members) == 1 and h.members[0][1] < 50]
    elders = [h for h in homes if h.members[0][1] >= 45]
    random.shuffle(single)
    gone: set[int] = set()
    for home in single[:merges]:
        sex, age, _ = home.members[0]
        for _ in range(12):
            if not elders:
                break
            other = random.choice(elders)
            if other is not home and id(other) not in gone and len(home.members) == 1 and 20 <= other.members[0][1] - age <= 45:
                other.members.append((sex, age, "子"))
                gone.add(id(home))
                break
    return [h for h in homes if id(h) not in gone]


def _place(child: tuple[str, int], homes: list[Home], random: Random) -> None:
    sex, age = child
    if not homes:
        homes.append(Home([(sex, age, "世帯主")]))
        return
    for _ in range(60):
        home = random.choice(homes)
        parent = min(home.members[: 2], key=lambda m: m[1])
        if 20 <= parent[1] - age <= 44 and home.children < (3 if len(home.members) > 1 else 2):
            if len(home.members) > 1 or random.random() < 0.08:
                home.members.append((sex, age, "子"))
                return
    home = max((random.choice(homes) for _ in range(8)), key=lambda h: (h.members[0][1] - age >= 20, -h.children))
    home.members.append((sex, age, "子" if 20 <= home.members[0][1] - age <= 50 else "縁故者"))
