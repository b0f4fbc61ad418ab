"""At the border the law says 以下 or 未満: the one yen that decides. The cases of others are not always there; these are."""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.rules.engine import Evaluation
from machinami.capabilities.rules.testing import household, value
from machinami.capabilities.rules.types import Household, Member

Y2023 = date(2023, 12, 31)


@pytest.mark.parametrize(("year", "limit"), [(2023, 480_000), (2025, 580_000), (2026, 620_000)])
def test_a_dependants_income_up_to_the_limit_of_its_year(year: int, limit: int) -> None:
    """所得税法2条1項33号・34号「以下」."""
    def family(income: int) -> Household:
        return household(parents={"父": {"所得": 6_000_000, "年齢": 45}, "母": {"所得": income, "年齢": 45}}, children={"子": {"所得": income, "年齢": 17}})
    names = ("住民税配偶者控除", "住民税扶養控除")
    for income, amounts in ((limit, [330_000, 330_000]), (limit + 1, [0, 0])):
        assert [value(family(income), n, date(year, 12, 31), "父") for n in names] == amounts


@pytest.mark.parametrize(("born", "kind"), [
    (date(2007, 12, 31), 330_000), (date(2008, 1, 1), 0), (date(2004, 12, 31), 450_000), (date(2005, 1, 1), 330_000),
    (date(2001, 1, 1), 450_000), (date(2000, 12, 31), 330_000),
])
def test_a_dependants_age_on_31_december(born: date, kind: int) -> None:
    """所得税法85条3項, 地方税法314条の2第1項11号."""
    home = household(parents={"母": {"所得": 3_000_000}}, children={"子": {"誕生年月日": born}})
    assert value(home, "住民税扶養控除", date(2023, 6, 1), "母") == kind


@pytest.mark.parametrize(("born", "away", "amount"), [
    (date(1953, 12, 31), False, 450_000), (date(1953, 12, 31), True, 380_000), (date(1954, 1, 1), False, 330_000)])
def test_an_old_parent_who_lives_together(born: date, away: bool, amount: int) -> None:
    home = household(parents={"母": {"所得": 3_000_000}}, grandparents={"祖母": {"誕生年月日": born, "介護施設入所中": away}})
    assert value(home, "住民税扶養控除", Y2023, "母") == amount


def test_a_disabled_dependant_is_deducted_where_the_tax_is_paid() -> None:
    """地方税法295条1項2号: with so little income the disabled pay no tax of their own."""
    home = household(parents={"父": {"所得": 10_000_000}}, children={"子": {"愛の手帳等級": "二度"}})
    assert [value(home, "住民税障害者控除", Y2023, who) for who in ("父", "子")] == [530_000, 0]
    home = household(parents={"父": {"所得": 10_000_000}}, children={"子": {"愛の手帳等級": "二度", "所得": 1_500_000}})
    assert [value(home, "住民税障害者控除", Y2023, who) for who in ("父", "子")] == [0, 300_000]


@pytest.mark.parametrize(("income", "amounts"), [
    (9_000_000, (380_000, 330_000)), (9_000_001, (260_000, 220_000)), (9_500_001, (130_000, 110_000)), (10_000_001, (0, 0))])
def test_who_earns_much_deducts_less_for_a_spouse(income: int, amounts: tuple[int, int]) -> None:
    home = household(parents={"妻": {"所得": income}, "夫": {"所得": 480_000}})
    assert tuple(value(home, n, Y2023, "妻") for n in ("配偶者控除", "住民税配偶者控除")) == amounts
    assert value(home, "配偶者控除", Y2023, "夫") == 0


@pytest.mark.parametrize(("spouse", "amounts", "gap"), [
    # 所得税法83条の2・地方税法314条の2第1項10号の2、差は地方税法314条の6の表
    (480_001, (380_000, 330_000), 50_000), (499_999, (380_000, 330_000), 50_000), (500_000, (380_000, 330_000), 30_000),
    (550_000, (380_000, 330_000), 0), (1_000_000, (360_000, 330_000), 0), (1_330_000, (30_000, 30_000), 0), (1_330_001, (0, 0), 0)])
def test_a_spouse_with_income_of_her_own(spouse: int, amounts: tuple[int, int], gap: int) -> None:
    home = household(parents={"夫": {"所得": 5_000_000}, "妻": {"所得": spouse}})
    assert tuple(value(home, n, Y2023, "夫") for n in ("配偶者特別控除", "住民税配偶者特別控除")) == amounts
    assert value(home, "人的控除額の差の合計額", Y2023, "夫") == gap + 50_000


@pytest.mark.parametrize(("left", "gap", "credit"), [
    (10_000, 50_000, 500), (2_000_000, 50_000, 2_500), (2_000_000, 230_000, 11_500),
    (2_001_000, 230_000, 11_450), (2_180_000, 230_000, 2_500), (9_000_000, 230_000, 2_500)])
def test_the_adjustment_falls_above_two_million_and_has_a_floor(left: int, gap: int, credit: int) -> None:
    """地方税法37条・314条の6."""
    home = household(parents={"本人": {"所得": 12_000_000}}, facts={"控除後住民税世帯高所得": left, "人的控除額の差": gap})
    assert value(home, "調整控除", Y2023) == value(home, "調整控除額", Y2023, "本人") == credit


@pytest.mark.parametrize(("income", "amount"), [(5_000_000, 300_000), (5_000_001, 0)])
def test_a_single_parent_up_to_five_million(income: int, amount: int) -> None:
    """所得税法2条1項31号「五百万円以下」."""
    home = household(parents={"父": {"所得": income, "寡婦": True}}, children={"子": {}})
    assert value(home, "住民税ひとり親控除", Y2023, "父") == amount
    assert value(home, "住民税寡婦控除", Y2023, "父") == 0


@pytest.mark.parametrize(("child", "amount"), [(480_000, 300_000), (480_001, 0)])
def test_a_single_parents_child_earns_up_to_480000(child: int, amount: int) -> None:
    """所得税法施行令11条の2第2項 (2024年分まで)."""
    assert value(household(parents={"父": {"所得": 3_000_000}}, children={"子": {"所得": child}}), "住民税ひとり親控除", Y2023, "父") == amount


@pytest.mark.parametrize(("student", "income", "amounts"), [
    (True, 750_000, (270_000, 260_000)), (True, 750_001, (0, 0)), (True, 0, (0, 0)), (True, 1, (270_000, 260_000)), (False, 500_000, (0, 0))])
def test_a_working_student(student: bool, income: int, amounts: tuple[int, int]) -> None:
    """所得税法2条1項32号: 自己の勤労による所得があり、75万円以下 (2024年分まで)."""
    home = household(parents={"母": {"所得": 9_000_000}}, children={"子": {"所得": income, "学生": student}})
    assert tuple(value(home, n, Y2023, "子") for n in ("勤労学生控除", "住民税勤労学生控除")) == amounts


@pytest.mark.parametrize(("widow", "income", "amount"), [(True, 5_000_000, 260_000), (True, 5_000_001, 0), (False, 1_000_000, 0)])
def test_a_widow_up_to_five_million(widow: bool, income: int, amount: int) -> None:
    """所得税法2条1項30号・80条."""
    assert value(household(parents={"母": {"所得": income, "寡婦": widow}}), "住民税寡婦控除", Y2023, "母") == amount


def test_of_equal_incomes_a_parent_claims_whoever_is_listed_first() -> None:
    members = (Member("子", "子一覧", {"年齢": 17}), Member("母", "親一覧", {"年齢": 40}))
    assert Evaluation(Household(members), Y2023).value("住民税扶養控除", "母") == 330_000


@pytest.mark.parametrize(("income", "special", "ward"), [(4_975_999, 53_700, 0), (4_976_000, 0, 0), (3_983_999, 53_700, 15_500), (3_984_000, 53_700, 0)])
def test_allowances_for_a_disabled_child_end_at_the_limit(income: int, special: int, ward: int) -> None:
    """特別児童扶養手当法6条「以上であるとき」は支給しない; one dependant."""
    home = household(parents={"母": {}}, children={"子": {"誕生年月日": date(2010, 5, 1), "身体障害者手帳等級": "二級"}},
                     facts={"特別児童扶養手当の控除後世帯高所得": income, "居住都道府県": "東京都"})
    assert [value(home, n, date(2023, 6, 1)) for n in ("特別児童扶養手当_最大", "障害児童育成手当")] == [special, ward]


@pytest.mark.parametrize(("base", "amount"), [(154_499, 33_000), (154_500, 9_900), (304_199, 9_900), (304_200, 0)])
def test_a_pupils_aid_ends_at_its_borders(base: int, amount: int) -> None:
    """就学支援金法施行令1条2項・4条2項「未満」."""
    home = household(parents={"父": {}}, children={"子": {"年齢": 16, "学年": 10, "高校履修種別": "全日制課程", "高校運営種別": "私立"}},
                     facts={"高等学校等就学支援金_所得判定基準": base})
    assert value(home, "高等学校等就学支援金_最小", date(2023, 8, 1)) == amount


def test_after_a_disaster() -> None:
    """災害弔慰金法施行令1条の2・2条の2, 被災者生活再建支援法3条: somebody alone has three quarters."""
    on, area = date(2024, 1, 1), {"災害救助法の適用地域である": True, "被災者生活再建支援法の適用地域である": True, "住宅被害": "全壊"}
    pair = household(parents={"夫": {"所得": 1, "災害による重い後遺障害がある": True}, "妻": {}},
                     facts={**area, "住宅再建方法": "補修", "災害で死亡した世帯員の人数": 2, "災害で生計維持者が死亡した": True})
    names = ("災害弔慰金", "災害障害見舞金_最小", "災害障害見舞金_最大", "被災者生活再建支援制度")
    assert [value(pair, n, on) for n in names] == [7_500_000, 1_250_000, 2_500_000, 2_000_000]
    alone = household(parents={"妻": {}}, facts={**area, "住宅再建方法": "建設または購入"})
    assert [value(alone, n, on) for n in names] == [0, 0, 0, 2_250_000]


@pytest.mark.parametrize(("grandmother", "amount"), [(2_819_999, 44_140), (2_820_000, 0)])
def test_a_grandmother_who_earns_much_ends_the_allowance(grandmother: int, amount: int) -> None:
    """児童扶養手当法10条: 2,360,000 and 380,000 for the child she claims, less 80,000; of June 2023 the income of 2021 counts."""
    home = household(parents={"母": {"所得": 500_000, "年齢": 30}}, children={"子": {"誕生年月日": date(2015, 5, 1)}},
                     grandparents={"祖母": {"所得": grandmother, "年齢": 60}})
    assert value(home, "児童扶養手当", date(2023, 6, 1)) == amount
    assert value(home, "児童育成手当", date(2023, 6, 1)) == 13_500


@pytest.mark.parametrize(("grandfather", "amount"), [(6_885_999, 35_760), (6_886_000, 0)])
def test_a_grandfather_who_earns_very_much_ends_the_special_allowance(grandfather: int, amount: int) -> None:
    """特別児童扶養手当等の支給に関する法律8条: 6,287,000 and 249,000 for the child he claims; 80,000 and the child's 270,000 are deducted."""
    home = household(parents={"父": {"所得": 2_000_000, "年齢": 40}, "母": {"所得": 600_000, "年齢": 40}},
                     children={"子": {"誕生年月日": date(2012, 5, 1), "身体障害者手帳等級": "三級"}}, grandparents={"祖父": {"所得": grandfather, "年齢": 70}})
    assert value(home, "特別児童扶養手当_最小", date(2023, 9, 1)) == amount


def test_each_allowance_looks_at_the_income_of_its_own_year() -> None:
    """児童扶養手当 turns in November, 特別児童扶養手当 in August, 児童育成手当 in June, 就学支援金 in July: rich until 2023, poor since 2024."""
    home = household(parents={"母": {"所得": {date(2020, 1, 1): 12_000_000, date(2024, 1, 1): 0}}}, children={
        "子": {"誕生年月日": date(2009, 5, 1), "身体障害者手帳等級": "二級", "高校履修種別": "全日制課程", "高校運営種別": "公立"}})
    firsts = {"児童扶養手当": 11, "特別児童扶養手当_最大": 8, "児童育成手当": 6, "障害児童育成手当": 6, "高等学校等就学支援金_最小": 7}
    for name, month in firsts.items():
        paid = [value(home, name, date(2025, m, 15)) for m in range(1, 13)]
        assert [bool(x) for x in paid] == [m >= month for m in range(1, 13)], name
    home = household(parents={"母": {"所得": {date(2020, 1, 1): 12_000_000, date(2023, 1, 1): 0}}}, children={"子": {"誕生年月日": date(2015, 5, 1)}})
    paid = [value(home, "児童手当", date(2024, m, 15)) for m in range(1, 13)]
    assert [bool(x) for x in paid] == [m >= 6 for m in range(1, 13)]


def test_pay_and_pension_together_are_100000_less_for_an_allowance() -> None:
    """児童扶養手当法施行令4条1項・特別児童扶養手当法施行令5条1項: 給与所得 and 公的年金等の所得 together, up to 100,000."""
    for pay, pension, income in ((590_000, 1_130_000, 0), (1_550_000, 1_160_000, 1_000_000 + 60_000 - 60_000 - 100_000 - 80_000)):
        home = household(parents={"母": {"収入": pay, "公的年金等収入": pension, "年齢": 66}}, children={"子": {"誕生年月日": date(2015, 5, 1)}})
        for name in ("児童扶養手当の控除後世帯高所得", "特別児童扶養手当の控除後世帯高所得", "児童育成手当の控除後世帯高所得"):
            own = 350_000 if not name.startswith("児童扶養") else 0  # ひとり親控除 is not of the receiving parent
            assert value(home, name, date(2025, 1, 1)) == max(income - own, 0), name
