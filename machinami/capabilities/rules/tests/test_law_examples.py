"""An officer compares the rules with worked examples that other town halls and the ministries published."""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.rules.testing import household, value
from machinami.capabilities.rules.types import Household

Y2022, Y2024, Y2025, Y2026 = (date(y, 12, 31) for y in (2022, 2024, 2025, 2026))


def alone(**facts: object) -> Household:
    return household(parents={"本人": facts})  # type: ignore[dict-item]


@pytest.mark.parametrize(("pay", "year", "income"), [
    # 所得税法28条・別表第五（令和2年分から）。5,750,000 は多摩市、5,000,000 は新潟市の計算例
    (0, Y2022, 0), (550_000, Y2022, 0), (551_000, Y2022, 1_000), (1_030_000, Y2022, 480_000), (1_618_999, Y2022, 1_068_999),
    (1_619_999, Y2022, 1_069_000), (1_621_999, Y2022, 1_070_000), (1_623_999, Y2022, 1_072_000), (1_627_999, Y2022, 1_074_000),
    (1_628_000, Y2022, 1_076_800), (3_000_000, Y2022, 2_020_000), (5_000_000, Y2024, 3_560_000), (5_750_000, Y2022, 4_158_400),
    (6_599_999, Y2022, 4_836_800), (6_600_000, Y2022, 4_840_000), (8_500_000, Y2022, 6_550_000), (12_000_000, Y2022, 10_050_000),
    # 令和7年度改正: 190万円まで65万円（高森町・あきる野市の公表）
    (1_230_000, Y2025, 580_000), (1_600_000, Y2025, 950_000), (1_900_000, Y2025, 1_250_000), (7_000_000, Y2025, 5_200_000),
    # 令和8年度改正: 220万円まで74万円
    (1_360_000, Y2026, 620_000), (2_200_000, Y2026, 1_460_000),
])
def test_salary_becomes_income_by_the_table_of_its_year(pay: int, year: date, income: int) -> None:
    assert value(alone(収入=pay), "給与所得", year, "本人") == income


@pytest.mark.parametrize(("pension", "born", "income"), [
    (1_100_000, 1955, 0), (3_300_000, 1955, 2_200_000), (3_600_000, 1955, 2_425_000), (600_000, 1970, 0), (1_300_000, 1970, 700_000),
])
def test_a_pension_becomes_income_by_age(pension: int, born: int, income: int) -> None:
    assert value(alone(公的年金等収入=pension, 誕生年月日=date(born, 5, 1)), "公的年金等所得", Y2022, "本人") == income


def test_a_large_salary_with_children_and_a_pension_beside_pay_are_adjusted() -> None:
    """租税特別措置法41条の3の11: a tenth of what is above 8,500,000 (to 10,000,000), for both parents; 100,000 counted twice."""
    for pay, cut in ((8_500_000, 0), (8_500_001, 1), (9_500_000, 100_000), (10_000_000, 150_000), (12_000_000, 150_000)):
        family = household(parents={"父": {"収入": pay, "年齢": 45}, "母": {"収入": pay, "年齢": 45}}, children={"子": {"年齢": 22, "収入": 0}})
        assert [value(family, "所得金額調整控除", Y2022, who) for who in ("父", "母")] == [cut, cut]
    assert value(household(parents={"父": {"収入": 9_500_000}}, children={"子": {"年齢": 23}}), "所得金額調整控除", Y2022, "父") == 0
    assert value(household(parents={"父": {"収入": 9_500_000}}, children={"子": {"年齢": 22, "収入": 9_500_000}}), "合計所得金額", Y2022, "父") == 7_550_000
    assert value(alone(収入=9_500_000, 身体障害者手帳等級="一級"), "合計所得金額", Y2022, "本人") == 7_450_000
    assert value(alone(収入=1_000_000, 公的年金等収入=2_000_000, 年齢=68), "合計所得金額", Y2022, "本人") == 450_000 + 900_000 - 100_000
    assert value(alone(収入=590_000, 公的年金等収入=1_130_000, 年齢=68), "所得金額調整控除", Y2022, "本人") == 0


def test_the_family_of_tama_city() -> None:
    """多摩市「住民税の計算例」: 5,750,000 pay, a wife with 850,000, children of 20 and 17."""
    family = household(
        parents={"本人": {"収入": 5_750_000, "社会保険料控除": 470_000, "住民税その他の所得控除": 35_000, "年齢": 45}, "配偶者": {"収入": 850_000, "年齢": 44}},
        children={"子1": {"年齢": 20}, "子2": {"年齢": 17}})
    of = lambda name: value(family, name, Y2022, "本人")  # noqa: E731
    assert of("住民税配偶者控除") == 330_000
    assert of("住民税扶養控除") == 780_000
    assert of("住民税所得控除") == 2_045_000
    assert of("住民税課税総所得金額") == 2_113_000
    assert of("人的控除額の差の合計額") == 330_000
    assert of("調整控除額") == 6_510 + 4_340
    assert of("住民税所得割") == 120_200 + 80_100


def test_the_family_of_niigata_city_as_it_would_be_taxed_here() -> None:
    """新潟市「計算例」(令和8年度): 5,000,000 pay, a wife without income, children of 18 and 14. The shares of city and
    prefecture differ in Tokyo's wards; together they are the same ten and five per cent."""
    family = household(parents={"本人": {"収入": 5_000_000, "社会保険料控除": 500_000, "年齢": 45}, "配偶者": {"収入": 0, "年齢": 44}},
                       children={"子1": {"年齢": 18}, "子2": {"年齢": 14}})
    of = lambda name: value(family, name, Y2025, "本人")  # noqa: E731
    assert of("住民税所得控除") == 1_590_000
    assert of("住民税課税総所得金額") == 1_970_000
    assert of("調整控除額") == 7_500
    assert of("住民税所得割") == 151_600 + 37_900
    assert of("住民税") == 194_500


def test_the_family_of_akiruno_city() -> None:
    """あきる野市「税額の計算例」設例1 (令和8年度): students who work, the first year of 特定親族特別控除."""
    family = household(
        parents={"A": {"収入": 7_000_000, "社会保険料控除": 700_000, "住民税その他の所得控除": 70_000, "年齢": 45}, "B": {"収入": 1_230_000, "年齢": 40}},
        children={"C": {"収入": 1_750_000, "年齢": 22}, "D": {"収入": 1_600_000, "年齢": 20}, "E": {"年齢": 19}, "F": {"年齢": 17}})
    of = lambda name: value(family, name, Y2025, "A")  # noqa: E731
    assert of("合計所得金額") == 5_200_000
    assert of("住民税配偶者控除") == 330_000
    assert of("住民税特定親族特別控除") == 210_000 + 450_000
    assert of("住民税扶養控除") == 450_000 + 330_000
    assert of("住民税所得控除") == 2_970_000
    assert of("住民税課税総所得金額") == 2_230_000
    assert of("人的控除額の差の合計額") == 330_000
    assert of("調整控除額") == 5_000
    assert [of("所得割（区民税）"), of("所得割（都民税）")] == [133_800 - 3_000, 89_200 - 2_000]


@pytest.mark.parametrize(("year", "pay", "tax"), [
    # 杉並は1級地: 単身は合計所得45万円まで。給与は2024年の収入100万円、2025年は110万円まで
    (Y2024, 1_000_000, 0), (Y2024, 1_001_000, 5_000), (Y2025, 1_100_000, 0), (Y2025, 1_101_000, 5_000),
])
def test_somebody_with_little_pays_nothing(year: date, pay: int, tax: int) -> None:
    assert value(alone(収入=pay, 年齢=40), "住民税均等割", year, "本人") == tax


def test_the_disabled_pay_nothing_up_to_1350000() -> None:
    """地方税法295条1項2号."""
    for income, tax in ((1_350_000, 0), (1_350_001, 5_000)):
        assert value(alone(所得=income, 身体障害者手帳等級="三級", 年齢=40), "住民税均等割", Y2024, "本人") == tax


@pytest.mark.parametrize(("pay", "tax"), [(2_043_999, 0), (2_044_000, 5_000)])
def test_shibuya_says_the_disabled_pay_nothing_below_2044000_of_pay(pay: int, tax: int) -> None:
    """渋谷区「課税されない人」: 障害者、未成年者、寡婦またはひとり親… 年収に直すと204万4千円未満."""
    assert value(alone(収入=pay, 精神障害者保健福祉手帳等級="三級", 年齢=40), "住民税均等割", Y2022, "本人") == tax


@pytest.mark.parametrize(("people", "head", "income_part"), [(0, 450_000, 450_000), (1, 1_010_000, 1_120_000), (3, 1_710_000, 1_820_000)])
def test_shibuya_says_who_pays_neither_or_only_the_fixed_part(people: int, head: int, income_part: int) -> None:
    """渋谷区: 35万円×(本人・同一生計配偶者・扶養親族の合計人数)＋31万円 neither, ＋42万円 no 所得割; alone 45万円."""
    def family(income: int) -> Household:
        return household(parents={"本人": {"所得": income, "年齢": 40}, **({"配偶者": {"所得": 0, "年齢": 40}} if people else {})},
                         children={f"子{n}": {"所得": 0, "年齢": 10} for n in range(people - 1)})
    fixed, whole = ([value(family(x), n, Y2022, "本人") for x in (head, head + 1)] for n in ("住民税均等割", "住民税"))
    assert fixed == [0, 5_000]
    assert whole[0] == 0
    assert value(family(income_part), "住民税所得割", Y2022, "本人") == 0
    assert value(family(income_part + 300_000), "住民税所得割", Y2022, "本人") > 0


def test_tanagura_shows_the_adjustment_just_above_the_limit() -> None:
    """棚倉町「調整措置」: 総所得 2,200,000, limit 350,000×5+100,000+320,000 = 2,170,000, 所得割 99,000 → 30,000."""
    family = household(parents={"本人": {"所得": 2_200_000, "年齢": 40}, "配偶者": {"所得": 0, "年齢": 40}}, children={f"子{n}": {"所得": 0, "年齢": 10} for n in range(3)},
                       facts={"控除後住民税世帯高所得": 990_000, "調整控除": 0})
    assert value(family, "住民税所得割", Y2022, "本人") == 30_000


def test_just_above_the_limit_the_tax_takes_no_more_than_what_is_above() -> None:
    """地方税法附則3条の3第2項・5項: what is left after the tax does not fall below the limit."""
    family = household(parents={"本人": {"所得": 1_120_000 + 50_000, "年齢": 40}, "配偶者": {"所得": 0, "年齢": 71}})
    assert value(family, "住民税課税総所得金額", Y2022, "本人") == 360_000
    assert value(family, "住民税所得割", Y2022, "本人") == 36_000 - 7_500
    assert value(household(parents={"本人": {"所得": 1_120_500, "年齢": 40}, "配偶者": {"所得": 0, "年齢": 40}}), "住民税所得割", Y2022, "本人") == 300 + 200


def test_a_baby_without_word_of_its_income_pays_nothing_and_a_stranger_to_us_is_not_called_exempt() -> None:
    family = household(parents={"母": {"所得": 3_000_000, "年齢": 30}}, children={"子": {"年齢": 1}})
    assert value(family, "住民税", Y2024, "子") == 0
    assert value(alone(年齢=40), "住民税が非課税である", Y2024, "本人") is False


def test_the_levy_of_2024_carries_the_forest_tax_and_the_flat_credit() -> None:
    """令和6年度分 (income of 2023): 森林環境税 replaces the reconstruction part; 定額減税 of 10,000 a head."""
    family = household(parents={"父": {"所得": 4_000_000, "年齢": 40}, "母": {"所得": 0, "年齢": 40}}, children={"子": {"年齢": 3}})
    assert value(family, "定額減税額", date(2023, 12, 31), "父") == 30_000
    assert value(family, "定額減税額", Y2024, "父") == 0
    # 課税標準 3,240,000: 194,400 − 1,500 and 129,600 − 1,000, each less its part of the 30,000 (18,000 and 12,000).
    assert value(family, "住民税課税総所得金額", date(2023, 12, 31), "父") == 4_000_000 - 330_000 - 430_000
    assert [value(family, f"所得割（{p}民税）", date(2023, 12, 31), "父") for p in "区都"] == [192_900 - 18_000, 128_600 - 12_000]
    parts = {y: [value(family, f"均等割（{p}）", date(y, 12, 31), "父") for p in ("区民税", "都民税", "森林環境税")] for y in (2022, 2023)}
    assert parts == {2022: [3_500, 1_500, 0], 2023: [3_000, 1_000, 1_000]}


@pytest.mark.parametrize(("income", "state"), [(869_999, 44_140), (870_000, 44_130), (2_299_999, 10_410), (2_300_000, 0)])
def test_child_rearing_allowance_of_2023(income: int, state: int) -> None:
    """令和5年政令113号: 44,140 in full, 44,130 to 10,410 in part by 0.0235804 (子発0330第1号)."""
    family = household(parents={"母": {}}, children={"子": {"誕生年月日": date(2015, 1, 1)}}, facts={"児童扶養手当の控除後世帯高所得": income})
    assert value(family, "児童扶養手当", date(2023, 6, 1)) == state


def test_child_rearing_allowance_of_hirado_city() -> None:
    """平戸市 (令和7年度): 給与所得2,800,000円, 養育費300,000円, three children: 所得 = 2,800,000 − 100,000 + 240,000 − 80,000."""
    family = household(parents={"母": {"給与所得": 2_800_000, "養育費": 300_000, "障害者控除": 0}},
                       children={f"子{n}": {"誕生年月日": date(2010 + n, 1, 1), "所得": 0} for n in range(3)})
    on = date(2025, 6, 1)
    assert value(family, "児童扶養手当の控除後世帯高所得", on) == 2_860_000
    # 政令の式: 46,680 − 1,030,000×0.0256619、11,020 − 1,030,000×0.0039568 を二人
    assert value(family, "児童扶養手当", on) == (46_680 - 26_430) + 2 * (11_020 - 4_080)


@pytest.mark.parametrize(("over", "amounts"), [
    (0, (45_490, 10_740, 6_440)), (1_000_000, (45_490 - 24_300, 10_740 - 3_750, 6_440 - 2_240)), (1_429_999, (10_740, 5_380, 3_230))])
def test_child_rearing_allowance_of_gojo_city(over: int, amounts: tuple[int, int, int]) -> None:
    """五條市 (令和6年4月分から): 45,490−{(所得−α)×0.0243007}, 10,740−{…0.0037483}, 6,440−{…0.0022448}, braces rounded to ten yen; α for three: 1,630,000."""
    family = household(parents={"母": {}}, children={f"子{n}": {"誕生年月日": date(2012 + n, 1, 1)} for n in range(3)},
                       facts={"児童扶養手当の控除後世帯高所得": 1_630_000 + over})
    assert value(family, "児童扶養手当", date(2024, 6, 1)) == sum(amounts)


def three(parent: dict[str, object]) -> Household:
    return household(parents={"父": parent, "母": {"所得": 0}}, children={  # type: ignore[dict-item]
        "上": {"誕生年月日": date(2005, 6, 1)}, "中": {"誕生年月日": date(2014, 6, 1)}, "下": {"誕生年月日": date(2022, 6, 1)}})


def test_child_allowance_before_and_after_october_2024() -> None:
    """児童手当法6条: the eldest (19) counts only since October 2024; the third child then has 30,000."""
    assert value(three({"所得": 4_000_000}), "児童手当", date(2024, 9, 1)) == 10_000 + 15_000
    assert value(three({"所得": 4_000_000}), "児童手当", date(2024, 10, 1)) == 10_000 + 30_000


@pytest.mark.parametrize(("ages", "before", "after"), [
    # 2024年9月分まで: 18歳の年度末までを数え、第3子は小学校修了前だけ15,000円。10月分から: 高校生年代も、第3子は30,000円
    ((10, 8, 5), [10_000, 10_000, 15_000], [10_000, 10_000, 30_000]), ((17, 14, 13), [0, 10_000, 10_000], [10_000, 10_000, 30_000]),
    ((2,), [15_000], [15_000]), ((3,), [10_000], [10_000]), ((16, 2, 1), [0, 15_000, 15_000], [10_000, 15_000, 30_000])])
def test_child_allowance_of_each_child(ages: tuple[int, ...], before: list[int], after: list[int]) -> None:
    home = household(parents={"母": {"所得": 1_000_000}}, children={f"子{n}": {"年齢": age} for n, age in enumerate(ages)})
    for on, amounts in ((date(2024, 9, 1), before), (date(2024, 10, 1), after)):
        assert [value(home, "児童手当の額", on, f"子{n}") for n in range(len(ages))] == amounts


def test_child_allowance_knew_limits_of_income_until_september_2024() -> None:
    """児童手当法施行令1条: 6,220,000 + 380,000 a dependant (4 here), less 80,000; above 8,580,000 + … nothing."""
    limit, top = 6_220_000 + 4 * 380_000 + 80_000, 8_580_000 + 4 * 380_000 + 80_000
    amounts = [value(three({"所得": x}), "児童手当", date(2024, 9, 1)) for x in (limit - 1, limit, top - 1, top)]
    assert amounts == [25_000, 10_000, 10_000, 0]
    assert value(three({"所得": top}), "児童手当", date(2024, 10, 1)) == 40_000
    # A disabled child's 270,000 is deducted (施行令3条2項).
    disabled = household(parents={"父": {"所得": 6_220_000 + 380_000 + 80_000 + 270_000 - 1}}, children={"子": {"誕生年月日": date(2015, 5, 1), "愛の手帳等級": "四度"}})
    assert value(disabled, "児童手当", date(2024, 9, 1)) == 10_000


@pytest.mark.parametrize(("born", "on", "amount"), [
    # 3歳の誕生月までは15,000円、1日生まれも（法6条1項1号イの括弧書き）。年度末まで（4月1日生まれは早生まれ）
    (date(2022, 5, 2), date(2025, 5, 1), 15_000), (date(2022, 5, 1), date(2025, 5, 1), 15_000), (date(2022, 5, 31), date(2025, 5, 1), 15_000),
    # 生まれた月の翌月分から（法8条2項）
    (date(2025, 5, 1), date(2025, 5, 1), 0), (date(2025, 5, 31), date(2025, 5, 1), 0), (date(2025, 5, 31), date(2025, 6, 1), 15_000),
    (date(2022, 5, 1), date(2025, 6, 1), 10_000), (date(2022, 5, 31), date(2025, 6, 1), 10_000),
    (date(2007, 4, 2), date(2026, 3, 1), 10_000), (date(2007, 4, 2), date(2026, 4, 1), 0), (date(2007, 4, 1), date(2025, 4, 1), 0),
])
def test_child_allowance_follows_the_birthday(born: date, on: date, amount: int) -> None:
    assert value(household(parents={"母": {}}, children={"子": {"誕生年月日": born}}), "児童手当", on) == amount


@pytest.mark.parametrize(("born", "on", "year"), [
    (date(2010, 4, 2), date(2026, 4, 1), 10), (date(2010, 4, 1), date(2026, 3, 31), 10), (date(2010, 4, 2), date(2026, 3, 31), 9),
    (date(2020, 4, 2), date(2026, 4, 1), None), (date(2019, 4, 2), date(2026, 4, 1), 1),
])
def test_the_school_year_turns_on_the_first_of_april(born: date, on: date, year: int | None) -> None:
    assert value(alone(誕生年月日=born), "学年", on, "本人") == year


def test_a_pupils_aid_knows_the_municipal_tax_behind_it() -> None:
    """就学支援金: 課税標準額×6%−調整控除 of the year's tax; a private school below 154,500 has the addition."""
    def family(income: int) -> Household:
        return household(parents={"父": {"所得": income, "年齢": 45}, "母": {"所得": 0, "年齢": 45}},
                         children={"子": {"誕生年月日": date(2008, 5, 1), "高校履修種別": "全日制課程", "高校運営種別": "私立"}})
    assert value(family(3_000_000), "高等学校等就学支援金_所得判定基準", date(2024, 8, 1)) == 2_240_000 * 6 // 100 - 1_500
    assert value(family(3_000_000), "高等学校等就学支援金_最小", date(2024, 8, 1)) == 33_000
    assert value(family(5_000_000), "高等学校等就学支援金_最小", date(2024, 8, 1)) == 9_900
    assert value(family(9_000_000), "高等学校等就学支援金_最小", date(2024, 8, 1)) == 0
    assert value(family(9_000_000), "高等学校等就学支援金_最小", date(2026, 5, 1)) == 38_100


def test_who_is_not_born_yet_is_nobodys_child() -> None:
    """A baby of May 2025: no deduction as a single parent and no dependant on the income of 2024, both on that of 2025."""
    family = household(parents={"母": {"所得": 2_000_000, "年齢": 30}}, children={"子": {"誕生年月日": date(2025, 5, 20)}})
    for year, deduction, dependants in ((Y2024, 0, 0), (Y2025, 300_000, 1)):
        assert [value(family, n, year, "母") for n in ("住民税ひとり親控除", "扶養親族等の数")] == [deduction, dependants]
    assert value(family, "児童扶養手当", date(2025, 5, 1)) == 0
    assert value(family, "児童扶養手当", date(2025, 6, 1)) > 0
