"""An engineer relies on the engine: what is asked is computed once, why is told, and a rule that eats its tail is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from machinami.capabilities.rules import queries, variables
from machinami.capabilities.rules.engine import Evaluation, Subject
from machinami.capabilities.rules.explaining import lines
from machinami.capabilities.rules.testing import household
from machinami.capabilities.rules.types import (
    HOME,
    Circular,
    Household,
    Member,
    NoRule,
    RulesError,
    UnknownVariable,
    WrongFact,
)

ON = date(2026, 6, 15)


@pytest.fixture
def register() -> Iterator[None]:
    """Variables declared by a test are gone after it."""
    before = dict(variables._loaded())
    yield
    variables._REGISTER.clear()
    variables._REGISTER.update(before)


def one(**facts: object) -> Household:
    return household(parents={"本人": facts})  # type: ignore[dict-item]


def test_a_variable_is_computed_when_asked_and_once(register: None) -> None:
    calls: list[str] = []

    @variables.variable("数えた回数", law="なし", period="day", unit="回")
    def counted(who: Subject) -> int:
        calls.append(who.name)
        return 7

    evaluation = Evaluation(one(), ON)
    assert calls == []
    assert [evaluation.value("数えた回数", "本人") for _ in range(3)] == [7, 7, 7]
    assert calls == ["本人"]


def test_a_month_and_a_year_are_one_value_whichever_day_asks(register: None) -> None:
    seen: list[date] = []
    for name, period in (("月の日", "month"), ("年の日", "year")):
        variables.variable(name, law="なし", period=period)(lambda who: seen.append(who.on) or 1)  # type: ignore[arg-type]
        evaluation = Evaluation(one(), ON)
        evaluation.value(name, "本人", date(2026, 6, 3))
        evaluation.value(name, "本人", date(2026, 6, 28))
    assert seen == [date(2026, 6, 1), date(2026, 12, 31)]


def test_a_circle_is_refused_with_its_path(register: None) -> None:
    variables.variable("甲", law="なし")(lambda who: who["乙"] + 1)
    variables.variable("乙", law="なし")(lambda who: who["甲"] + 1)
    evaluation = Evaluation(one(), ON)
    for _ in range(2):  # The engine stands after it.
        with pytest.raises(Circular) as told:
            evaluation.value("甲", "本人")
        assert told.value.path == ("甲（本人）", "乙（本人）", "甲（本人）")
    assert evaluation.value("年齢", "本人") is None


def test_a_fact_ends_a_circle(register: None) -> None:
    variables.variable("甲", law="なし")(lambda who: who["乙"] + 1)
    variables.variable("乙", law="なし")(lambda who: who["甲"] + 1)
    assert Evaluation(one(乙=4), ON).value("甲", "本人") == 5


def test_a_changed_law_holds_from_its_day_and_no_law_is_no_guess(register: None) -> None:
    variables.variable("率", law="旧法", period="day", since=date(2020, 4, 1))(lambda who: 10)
    variables.changed("率", law="新法", since=date(2026, 6, 15))(lambda who: 20)
    evaluation = Evaluation(one(), ON)
    found = {on: evaluation.explain("率", "本人", on) for on in (date(2020, 4, 1), date(2026, 6, 14), ON)}
    assert [(e.value, e.law) for e in found.values()] == [(10, "旧法"), (10, "旧法"), (20, "新法")]
    with pytest.raises(NoRule, match="2020-04-01"):
        evaluation.value("率", "本人", date(2020, 3, 31))


def test_a_dated_fact_holds_from_its_day() -> None:
    evaluation = Evaluation(one(学生={date(2024, 4, 1): True, date(2026, 4, 1): False}), ON)
    days = (date(2024, 3, 31), date(2024, 4, 1), date(2026, 3, 31), ON)
    assert [evaluation.value("学生", "本人", d) for d in days] == [False, True, True, False]


def test_an_income_told_for_june_is_that_of_the_year() -> None:
    evaluation = Evaluation(one(所得={date(2025, 6, 1): 100, date(2026, 6, 1): 200}), ON)
    assert [evaluation.value("合計所得金額", "本人", d) for d in (date(2025, 1, 1), date(2026, 1, 1))] == [100, 200]


@pytest.mark.parametrize(("home", "error", "words"), [
    (one(身体障害者手帳等級="八級"), WrongFact, "一級"),
    (one(収入="たくさん"), WrongFact, "整数"),
    (one(収入=True), WrongFact, "整数"),
    (one(収入=-1), WrongFact, "0以上の整数"),
    (one(誕生年月日="昭和58年"), WrongFact, "1983-05-01"),
    (one(もちもの=3), UnknownVariable, "rules list"),
    (one(居住都道府県="東京都"), RulesError, "世帯のところに"),
    (Household((Member("本人", "おじ一覧"),)), RulesError, "親一覧"),
    (Household((Member("子", "子一覧"), Member("子", "子一覧"))), RulesError, "同じ名前"),
])
def test_what_cannot_be_is_refused_with_words(home: Household, error: type[RulesError], words: str) -> None:
    with pytest.raises(error, match=words):
        Evaluation(home, ON)


def test_who_is_not_there_and_what_is_not_theirs_is_told() -> None:
    evaluation = Evaluation(one(), ON)
    with pytest.raises(RulesError, match="という世帯員はいません（本人）"):
        evaluation.value("年齢", "だれか")
    with pytest.raises(RulesError, match="世帯員の項目です"):
        evaluation.value("年齢")
    with pytest.raises(UnknownVariable):
        queries.evaluate(one(), "しあわせ", ON)
    for on in (date(1, 1, 1), date(9999, 12, 31)):
        with pytest.raises(RulesError, match="1900年から2200年"):
            queries.evaluate(one(), "住民税", on, whose="本人")
    with pytest.raises(RulesError, match="世帯員がいません"):
        Evaluation(Household(()), ON).value("調整控除")


def test_an_explanation_names_articles_parameters_and_what_nobody_confirmed() -> None:
    home = household(parents={"母": {"収入": 3_000_000, "年齢": 40}}, children={"子": {"年齢": 17}})
    why = queries.evaluate(home, "住民税", date(2024, 12, 31), whose="母")
    assert why.is_sum
    assert {"所得税法28条2項・4項（別表第五）", "地方税法37条・314条の6"} <= set(why.articles)
    assert "住民税.所得割の率（区）" in why.unverified
    used = {u.name: u for e in why.everything() for u in e.used}
    assert used["住民税.ひとり親控除（額）"].value == "300000"
    assert used["住民税.基礎控除"].valid_from == date(2021, 1, 1)
    assert {(e.subject, e.variable, e.value) for e in why.facts} >= {("母", "収入", 3_000_000), ("子", "年齢", 17)}
    assert ("母", "社会保険料控除", 0) in {(e.subject, e.variable, e.value) for e in why.assumptions}
    assert not {id(e) for e in why.facts} & {id(e) for e in why.assumptions}
    told = list(lines(why))
    assert told[0].startswith(f"住民税（母） = {why.value:,}円 計算 ［地方税法23条1項")
    assert any("収入（母） = 3,000,000円 申告" in line for line in told)
    assert len(told) == len(set(told)) or sum("上のとおり" in line for line in told) > 0


def test_the_law_as_it_was_known_before_it_changed() -> None:
    """The act of 2026 raised the basic deduction of 2026 itself: a notice written in January knew 950,000."""
    home, on = one(所得=1_000_000), date(2026, 12, 31)
    assert queries.evaluate(home, "基礎控除", on, whose="本人").value == 1_040_000
    assert queries.evaluate(home, "基礎控除", on, whose="本人", known=date(2026, 3, 30)).value == 950_000


def test_every_computed_variable_cites_an_article_and_every_name_is_declared_once() -> None:
    for v in queries.all_variables():
        assert all(x.law.strip() for x in v.versions), v.name
        assert v.about or v.versions or v.entity, v.name
        assert [x.since for x in v.versions] == sorted({x.since for x in v.versions}), v.name
    with pytest.raises(RulesError, match="二度"):
        variables.fact("収入", HOME, int)


def test_a_household_hears_what_it_may_ask_about() -> None:
    """A mother alone with a toddler and a pupil: four benefits with bounds, and what is not known of her."""
    home = household(parents={"母": {}}, children={
        "姉": {"誕生年月日": date(2010, 5, 1), "高校履修種別": "全日制課程", "高校運営種別": "公立"}, "弟": {"誕生年月日": date(2024, 5, 2)}})
    found = {e.code: e for e in queries.entitled(home, ON)}
    assert set(found) == {"child_allowance", "child_rearing_allowance", "child_nurturing_allowance", "high_school_support"}
    sure = found["child_allowance"]
    assert (sure.benefit, sure.least, sure.most, sure.unknown) == ("児童手当", 25_000, 25_000, ())
    # Her income decides, and nobody told it: it may be nothing at all.
    rearing = found["child_rearing_allowance"]
    assert (rearing.least, rearing.most, rearing.unknown) == (0, 46_690 + 11_030, ("母の所得",))
    assert queries.told(rearing.why)[0].startswith("児童扶養手当（世帯） = 57,720円 計算 ［児童扶養手当法")


def test_what_is_known_has_one_answer_and_an_unknown_school_has_bounds() -> None:
    home = household(parents={"母": {"所得": 1_000_000}}, children={"姉": {"誕生年月日": date(2010, 5, 1)}})
    found = {e.code: e for e in queries.entitled(home, ON)}
    assert found["child_rearing_allowance"].least == found["child_rearing_allowance"].most == 46_690
    support = found["high_school_support"]
    assert (support.least, support.most, support.unknown) == (0, 38_100, ("姉の高校の種別",))


def test_child_allowance_hung_on_an_income_until_september_2024() -> None:
    home = household(parents={"母": {}}, children={"子": {"誕生年月日": date(2015, 5, 1)}})
    before, after = ({e.code: e for e in queries.entitled(home, on)}["child_allowance"] for on in (date(2024, 9, 30), date(2024, 10, 1)))
    assert (before.least, before.most, before.unknown) == (0, 10_000, ("母の所得",))
    assert (after.least, after.most, after.unknown) == (10_000, 10_000, ())


def test_a_grandmother_of_unknown_income_leaves_the_allowance_open() -> None:
    home = household(parents={"母": {"所得": 1_000_000}}, children={"姉": {"誕生年月日": date(2015, 5, 1)}}, grandparents={"祖母": {"年齢": 60}})
    found = {e.code: e for e in queries.entitled(home, ON)}
    assert (found["child_rearing_allowance"].least, found["child_rearing_allowance"].unknown) == (0, ("祖母の所得",))
    assert found["child_allowance"].unknown == ()


def test_nothing_is_said_where_there_is_no_rule() -> None:
    home = household(parents={"父": {}, "母": {}}, children={"子": {"誕生年月日": date(2001, 5, 1)}}, facts={"居住都道府県": "大阪府"})
    assert queries.entitled(home, date(2005, 1, 1)) == ()
