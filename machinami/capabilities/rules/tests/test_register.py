"""The ward looks through its register for families who may have a benefit, and is sure only where the register is."""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.rules import queries
from machinami.capabilities.rules.types import Registered, Unclear
from machinami.city import population

ON = date(2026, 6, 1)


def roles(**relations: tuple[str, int]) -> dict[str, str]:
    """``name=("続柄", year of birth)`` → the role of each."""
    people = [Registered(name, relation, date(year, 5, 2)) for name, (relation, year) in relations.items()]
    return {m.name: m.role.removesuffix("一覧") for m in queries.of_register(people, ON).members}


def test_a_couple_with_children_and_a_mother() -> None:
    assert roles(甲=("世帯主", 1985), 乙=("妻", 1986), 丙=("子", 2015), 丁=("妻の母", 1955), 戊=("祖母", 1930), 己=("妹", 1990)) == {
        "甲": "親", "乙": "親", "丙": "子", "丁": "祖父母", "戊": "曽祖父母", "己": "親族"}


def test_grandparents_at_the_head_of_a_daughter_and_her_child() -> None:
    """The daughter is the parent that the allowances ask about; her father's income may end them."""
    assert roles(甲=("世帯主", 1955), 乙=("妻", 1957), 丙=("子", 1985), 丁=("子の子", 2015)) == {
        "甲": "祖父母", "乙": "祖父母", "丙": "親", "丁": "子"}
    assert roles(甲=("世帯主", 1955), 丙=("子", 1985), 己=("子の夫", 1984), 丁=("子の子", 2015))["己"] == "親"


def test_a_young_head_with_mother_and_brother() -> None:
    assert roles(甲=("世帯主", 2004), 乙=("母", 1975), 丙=("弟", 2012)) == {"甲": "子", "乙": "親", "丙": "子"}
    assert roles(甲=("世帯主", 1980), 乙=("母", 1950), 丙=("弟", 1983)) == {"甲": "親", "乙": "祖父母", "丙": "親族"}


def test_who_is_no_relative_is_left_out() -> None:
    assert roles(甲=("世帯主", 1985), 乙=("同居人", 1986), 丙=("縁故者", 1950)) == {"甲": "親"}


def test_a_companion_of_a_single_mother_is_asked_about() -> None:
    """事実婚 ends what single parents have (児童扶養手当法3条3項); the register only says 同居人."""
    people = [Registered("甲", "世帯主", date(1985, 1, 1), "female", {"所得": 0}), Registered("丙", "子", date(2015, 1, 1)), Registered("乙", "同居人", date(1984, 1, 1))]
    found = {e.code: e for e in queries.entitled(queries.of_register(people, ON), ON)}
    assert (found["child_rearing_allowance"].least, found["child_rearing_allowance"].unknown) == (0, ("同居人との関係",))
    assert found["child_allowance"].unknown == ()
    found = {e.code: e for e in queries.entitled(queries.of_register(people[:2], ON), ON)}
    assert found["child_rearing_allowance"].least == 46_690


@pytest.mark.parametrize("relations", [
    {"甲": "世帯主", "乙": "子", "丙": "子", "丁": "子の子"}, {"甲": "世帯主", "丁": "孫"}, {"甲": "世帯主", "乙": "妻（未届）", "丙": "子"},
    {"甲": "世帯主", "乙": "妻", "丙": "夫"}, {"乙": "妻"}, {"甲": "世帯主", "乙": "世帯主"}])
def test_what_the_register_does_not_say_is_asked(relations: dict[str, str]) -> None:
    with pytest.raises(Unclear, match="確かめて"):
        queries.of_register([Registered(n, r, date(1980, 1, 1)) for n, r in relations.items()], ON)


def test_a_minor_brother_of_a_married_head_is_somebodys_child_and_nobody_says_whose() -> None:
    people = [Registered("甲", "世帯主", date(1990, 1, 1)), Registered("乙", "妻", date(1990, 1, 1)), Registered("丙", "母", date(1965, 1, 1)),
              Registered("丁", "弟", date(2012, 1, 1))]
    with pytest.raises(Unclear, match="兄弟姉妹の親"):
        queries.of_register(people, ON)


def test_every_family_of_the_made_up_town_with_a_child_hears_of_child_allowance() -> None:
    children = heard = alone = unclear = 0
    for home in population.generate(700, 7):
        people = [Registered(p.number, p.relation, p.birth_date, p.sex) for p in home.members]
        try:
            household = queries.of_register(people, ON, {"居住都道府県": "東京都"})
        except Unclear:
            # A grandmother with her grandchild: whether she brings it up, the register does not say.
            assert "子の子" in [p.relation for p in people]
            unclear += 1
            continue
        relatives = [p for p in people if p.relation not in ("同居人", "縁故者")]
        assert {m.name for m in household.members} == {p.name for p in relatives}
        found = {e.code: e for e in queries.entitled(household, ON)}
        # Born up to May, and before the school year's end of eighteen.
        minors = [m for m in household.members if m.role == "子一覧" and date(2008, 4, 2) <= m.facts["誕生年月日"] < date(2026, 6, 1)]  # type: ignore[operator]
        assert ("child_allowance" in found) == bool(minors)
        children += bool(minors)
        heard += "child_allowance" in found
        alone += "child_rearing_allowance" in found
    assert children == heard > 20
    assert 0 < alone < children / 2
    assert unclear < 15
