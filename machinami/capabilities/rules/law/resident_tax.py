"""住民税: 特別区民税・都民税 and 森林環境税, on the income of the year (the tax of the year after)."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from machinami.capabilities.rules.engine import Subject
from machinami.capabilities.rules.law.deductions import PERSONAL, RESIDENT_TAX, levy, own_income_column
from machinami.capabilities.rules.law.income import income_known
from machinami.capabilities.rules.law.people import at_least
from machinami.capabilities.rules.law.relatives import claimed, claims_spouse
from machinami.capabilities.rules.variables import HOME, PERSON, fact, total, variable

ADJUSTMENT = "地方税法37条・314条の6"


@variable("住民税課税総所得金額", law="地方税法35条・314条の3・20条の4の2第1項", stated_at="控除後住民税世帯高所得")
def taxable(who: Subject) -> int:
    """合計所得金額−所得控除。1,000円未満は切り捨て。"""
    left = max(who.yen("合計所得金額") - who.yen("住民税所得控除"), 0)
    return left - left % 1000


@variable("人的控除額の差の合計額", law=ADJUSTMENT + "（1号イ・ロの表）", stated_at="人的控除額の差")
def difference(who: Subject) -> int:
    """受けている人的控除ごとの、所得税との差（表で決まった額）の合計。基礎控除の差は5万円のまま。"""
    return personal_differences(who) + basic_difference(who)


def basic_difference(who: Subject) -> int:
    return who.parameter("調整控除.基礎控除の差", levy(who)).at(who.yen("合計所得金額"))


def personal_differences(who: Subject) -> int:
    """Without that of the basic deduction."""
    counted = 0
    for name in PERSONAL:
        local = who.yen(f"住民税{name}")
        if not local or name in ("基礎控除", "特定親族特別控除"):
            continue
        if name == "配偶者特別控除":
            spouse = claims_spouse(who)
            column = min(own_income_column(who, RESIDENT_TAX), 2)
            counted += who.parameter("調整控除.配偶者特別控除の差", levy(who)).at(spouse.yen("合計所得金額"), column) if spouse else 0
        elif name == "ひとり親控除":
            counted += int(who.parameter("調整控除.ひとり親控除の差", levy(who)).of("父" if who["性別"] == "男性" else "母"))
        else:
            # For these the table's amounts are the differences of the two laws' deductions.
            counted += max(who.yen(name) - local, 0)
    return counted


@variable("調整控除額", law=ADJUSTMENT, stated_at="調整控除")
def adjustment(who: Subject) -> int:
    """課税所得200万円以下: 差と課税所得の小さい方の5%。超: 差から200万円を超える額を引いた額（5万円を下回れば5万円）の5%。"""
    if who.yen("合計所得金額") > who.parameter("調整控除.所得の限度", levy(who)).amount:
        return 0
    gap, left = who.yen("人的控除額の差の合計額"), who.yen("住民税課税総所得金額")
    border = who.parameter("調整控除.課税所得の境", levy(who)).amount
    base = min(gap, left) if left <= border else max(gap - (left - border), who.parameter("調整控除.最低の差", levy(who)).amount)
    return int(base * who.parameter("調整控除.率", levy(who)).rate)


@variable("人的控除額の差", law=ADJUSTMENT, entity=HOME,
          about="世帯をひとつの納税者とみた差の合計: 世帯員の人的控除の差と、所得がいちばん大きい人の基礎控除の差。法の額は世帯員の「人的控除額の差の合計額」")
def household_difference(home: Subject) -> int:
    return sum(personal_differences(p) for p in home.people) + basic_difference(home.earner)


@variable("控除後住民税世帯高所得", law="地方税法35条・314条の3", entity=HOME, about="所得がいちばん大きい人の課税総所得金額")
def household_taxable(home: Subject) -> int:
    return home.earner.yen("住民税課税総所得金額")


@variable("調整控除", law=ADJUSTMENT, entity=HOME, about="所得がいちばん大きい人の調整控除額")
def household_adjustment(home: Subject) -> int:
    return home.earner.yen("調整控除額")


fact("未成年である", PERSON, bool, about="賦課期日に18歳未満（2022年度まで20歳未満）。年齢から分かるときは書かなくてよい")


def minor(who: Subject) -> bool:
    """未成年者 on the 賦課期日 (18 years since 2023, 20 before)."""
    if who["未成年である"] is not None:
        return who["未成年である"]
    day = who.on_day(levy(who))
    return day["年齢"] is not None and not at_least(day, int(who.parameter("住民税.成年の年齢", levy(who)).amount))


@variable("住民税が非課税である", law="地方税法24条の5・295条1項・3項、杉並区特別区税条例", kind=bool, unit="")
def exempt(who: Subject) -> bool:
    """生活保護、または障害者・未成年・寡婦・ひとり親で135万円以下、または均等割の限度以下。所得が分からない人を非課税とはみない。"""
    if who.home["生活保護"]:
        return True
    weak = minor(who) or who["障害の程度"] != "なし" or who.yen("住民税寡婦控除") > 0 or who.yen("住民税ひとり親控除") > 0
    if not (income_known(who) or claimed(who) or minor(who)):
        return False
    if weak and who.yen("合計所得金額") <= who.parameter("住民税.障害者等の非課税限度", levy(who)).amount:
        return True
    return who.yen("合計所得金額") <= limit(who, "住民税.均等割の非課税限度")


def limit(who: Subject, name: str) -> int:
    """35万円×(1+n)+10万円, and a further amount where there are dependants."""
    family = who.yen("扶養親族等の数")
    p = who.parameter(name, levy(who))
    return int(p.of("一人あたり") * (family + 1) + p.of("加算") + (p.of("家族がいるとき") if family else 0))


def before_cutting(who: Subject) -> dict[str, Fraction]:
    """区民税 and 都民税 after 調整控除 and the adjustment just above the exempt limit; nothing is cut yet."""
    income, border = who.yen("合計所得金額"), limit(who, "住民税.所得割の非課税限度")
    if who["住民税が非課税である"] or (income_known(who) and income <= border):
        return {"区": Fraction(0), "都": Fraction(0)}
    shares = who.parameter("住民税.所得割の率", levy(who))
    credit, base = who.yen("調整控除額"), who.yen("住民税課税総所得金額")
    rates = {place: Fraction(shares.of(place)) for place in ("区", "都")}
    parts = {place: max(base * rate - credit * rate / sum(rates.values()), Fraction(0)) for place, rate in rates.items()}
    whole = sum(parts.values())
    if income_known(who) and whole and income - whole < border:
        kept = max(Fraction(income - border), Fraction(0))
        parts = {place: kept * part / whole for place, part in parts.items()}
    return parts


def _on_income(place: str, article: str) -> None:
    @variable(f"所得割（{place}民税）", law=f"{article}・附則3条の3・附則5条の8・20条の4の2第3項")
    def on_income(who: Subject) -> int:
        """課税標準×率−調整控除−定額減税の分。100円未満は切り捨て。非課税限度を少し超える人は手取りが逆転しないように減らす。"""
        parts = before_cutting(who)
        whole = sum(parts.values())
        # 定額減税 is shared out by the two taxes; the ward's part is rounded up to a yen.
        ward = ceil(who.yen("定額減税額") * parts["区"] / whole) if whole else 0
        credit = ward if place == "区" else who.yen("定額減税額") - ward
        return max(int(parts[place] - credit), 0) // 100 * 100


_on_income("区", "地方税法314条の3")
_on_income("都", "地方税法35条")
total("住民税所得割", adds=("所得割（区民税）", "所得割（都民税）"), law="地方税法35条・314条の3")


@variable("定額減税額", law="地方税法附則5条の8（令和6年度分の特別税額控除）")
def flat_credit(who: Subject) -> int:
    """令和6年度分だけ、本人と扶養親族等1人につき1万円（合計所得1,805万円以下）。"""
    p = who.parameter("住民税.定額減税", levy(who))
    fits = 0 < who.yen("合計所得金額") <= p.of("所得の限度")
    return int(p.of("一人あたり")) * (1 + who.yen("扶養親族等の数")) if fits else 0


def _per_head(place: str) -> None:
    @variable(f"均等割（{place}）", law="森林環境税及び森林環境譲与税に関する法律5条" if place == "森林環境税" else "地方税法38条・310条")
    def amount(who: Subject) -> int:
        """年額。非課税の人は0。"""
        return 0 if who["住民税が非課税である"] else int(who.parameter("住民税.均等割", levy(who)).get(place))


for _place in ("区民税", "都民税", "森林環境税"):
    _per_head(_place)

total("住民税均等割", adds=("均等割（区民税）", "均等割（都民税）", "均等割（森林環境税）"), law="地方税法38条・310条・森林環境税法5条")
total("住民税", adds=("住民税所得割", "住民税均等割"), law="地方税法23条1項・292条1項")


@variable("住民税非課税世帯", law="地方税法295条", entity=HOME, kind=bool, unit="", about="世帯の全員に均等割がかからない")
def exempt_household(home: Subject) -> bool:
    return all(p["住民税が非課税である"] for p in home.people)
