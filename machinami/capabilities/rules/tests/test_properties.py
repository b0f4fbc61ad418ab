"""For any household: nothing is negative, sums add up, and who earns more does not fall below who earns less where the law says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from machinami.capabilities.rules.engine import Evaluation
from machinami.capabilities.rules.entitlement import entitled
from machinami.capabilities.rules.types import Household, Member
from machinami.capabilities.rules.variables import HOME, all_variables

incomes = st.one_of(st.integers(0, 3_000_000), st.integers(0, 40_000_000))
days = st.dates(date(2022, 6, 1), date(2028, 12, 31))


@st.composite
def households(draw: st.DrawFn) -> Household:
    def person(name: str, role: str, born: tuple[int, int]) -> Member:
        facts: dict[str, object] = {"誕生年月日": draw(st.dates(date(born[0], 1, 1), date(born[1], 12, 31)))}
        if draw(st.booleans()):
            facts["収入"] = draw(incomes)
            facts["社会保険料控除"] = draw(st.integers(0, 900_000))
        for name_, words in (("身体障害者手帳等級", ("無", "二級", "三級")), ("愛の手帳等級", ("無", "一度", "四度")), ("性別", ("男性", "女性"))):
            if draw(st.booleans()):
                facts[name_] = draw(st.sampled_from(words))
        for name_ in ("学生", "寡婦", "個人事業主である", "介護施設入所中"):
            if draw(st.integers(0, 4)) == 0:
                facts[name_] = True
        if role == "子一覧" and draw(st.booleans()):
            facts |= {"高校履修種別": draw(st.sampled_from(("全日制課程", "定時制課程", "通信制課程"))),
                      "高校運営種別": draw(st.sampled_from(("国立", "公立", "私立")))}
        return Member(name, role, facts)  # type: ignore[arg-type]

    members = [person(f"親{n}", "親一覧", (1955, 2004)) for n in range(draw(st.integers(1, 2)))]
    members += [person(f"子{n}", "子一覧", (2000, 2028)) for n in range(draw(st.integers(0, 4)))]
    members += [person(f"祖父母{n}", "祖父母一覧", (1930, 1965)) for n in range(draw(st.integers(0, 2)))]
    return Household(tuple(members))


@settings(max_examples=60, deadline=None)
@given(households(), days)
def test_nothing_is_negative_and_sums_add_up(home: Household, on: date) -> None:
    evaluation = Evaluation(home, on)
    for v in all_variables():
        for name in ("",) if v.entity == HOME else tuple(m.name for m in home.members):
            why = evaluation.explain(v.name, name)
            if isinstance(why.value, int):
                assert why.value >= 0, v.name
            for e in why.everything():
                if e.is_sum and e.origin == "computed":
                    assert sum(p.value or 0 for p in e.parts) == e.value, e.variable  # type: ignore[misc]
                assert e.origin != "computed" or e.law, e.variable


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 30_000_000), st.integers(1, 3_000_000), st.integers(2021, 2028), st.sampled_from(("収入", "公的年金等収入")))
def test_more_pay_is_never_less_income(pay: int, more: int, year: int, kind: str) -> None:
    def income(amount: int) -> int:
        home = Household((Member("本人", "親一覧", {kind: amount, "年齢": 70}),))
        return Evaluation(home, date(year, 12, 31)).value("合計所得金額", "本人")  # type: ignore[return-value]
    assert income(pay) <= income(pay + more) <= pay + more


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 24_000_000), st.integers(1_000, 5_000_000), st.integers(2021, 2028), st.integers(0, 3))
def test_more_income_is_never_less_tax_for_the_same_family(income: int, more: int, year: int, children: int) -> None:
    """所得割 before the flat credit of 2024 rises with income; 所得割 and 均等割 together never take what was earned beyond the exempt limit."""
    def tax(amount: int) -> int:
        home = Household((Member("親", "親一覧", {"所得": amount, "年齢": 45}), Member("配偶者", "親一覧", {"所得": 0, "年齢": 45}),
                          *(Member(f"子{n}", "子一覧", {"所得": 0, "年齢": 17}) for n in range(children))))
        evaluation = Evaluation(home, date(year, 12, 31))
        return int(evaluation.value("住民税所得割", "親")) + int(evaluation.value("定額減税額", "親"))  # type: ignore[arg-type]
    # 調整控除 falls from 2,000,000 yen of taxable income on, and the deduction for a spouse in steps: both raise the tax.
    before, after = tax(income), tax(income + more)
    assert before <= after or year == 2023  # the flat credit is only as large as the tax
    assert after - before <= more * 12 // 100 + 60_000


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 4_000_000), st.integers(0, 1_000_000), st.integers(1, 4), st.sampled_from((date(2023, 6, 1), date(2024, 12, 1), date(2025, 8, 1))))
def test_more_income_is_never_more_allowance(income: int, more: int, children: int, on: date) -> None:
    def allowance(amount: int) -> tuple[int, ...]:
        kids = tuple(Member(f"子{n}", "子一覧", {"誕生年月日": date(2014 + n, 1, 1)}) for n in range(children))
        evaluation = Evaluation(Household((Member("母", "親一覧"), *kids), {"児童扶養手当の控除後世帯高所得": amount}), on)
        return tuple(int(evaluation.value(f"児童扶養手当{x}")) for x in ("_最小", "", "_最大"))  # type: ignore[arg-type]
    least, own, most = allowance(income)
    assert least <= own <= most
    assert allowance(income + more)[1] <= own


@settings(max_examples=60, deadline=None)
@given(households(), st.dates(date(2024, 10, 1), date(2028, 3, 31)))
def test_one_child_more_is_never_less_child_allowance(home: Household, on: date) -> None:
    more = Household((*home.members, Member("末っ子", "子一覧", {"誕生年月日": on})))
    assert Evaluation(home, on).value("児童手当") <= Evaluation(more, on).value("児童手当")  # type: ignore[operator]


@settings(max_examples=40, deadline=None)
@given(households(), days)
def test_the_same_household_has_the_same_answer(home: Household, on: date) -> None:
    first, second = (Evaluation(home, on).explain("住民税", home.members[0].name) for _ in range(2))
    assert first == second


@settings(max_examples=40, deadline=None)
@given(households(), days, incomes)
def test_what_a_household_may_have_is_within_its_bounds_whatever_is_told_later(home: Household, on: date, income: int) -> None:
    """Once every income and every pupil's school is told, the amounts are within the bounds that were given before."""
    def school(m: Member) -> dict[str, object]:
        year = Evaluation(home, on).value("学年", m.name)
        return {"高校履修種別": "全日制課程", "高校運営種別": "公立"} if m.role == "子一覧" and year in (10, 11, 12) else {}

    def earned(m: Member) -> dict[str, object]:
        # A child up to 18 of whom nothing is told is taken to earn nothing, and is not asked about.
        young = m.role == "子一覧" and int(Evaluation(home, on).value("年齢", m.name) or 0) <= 18  # type: ignore[arg-type]
        return {} if "収入" in m.facts else {"所得": 0 if young else income}

    before = {e.code: e for e in entitled(home, on)}
    told = Household(tuple(replace(m, facts={**earned(m), **school(m), **m.facts})  # type: ignore[arg-type]
                           for m in home.members))
    for e in entitled(told, on):
        assert e.unknown == ()
        assert 0 <= e.least <= e.most <= before[e.code].most
        assert before[e.code].least <= e.most
