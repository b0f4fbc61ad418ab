"""住民税 of made-up families by the rules, with its reasons, beside a hand-written function of the same articles (fixed year, no reasons).

Seconds are of the processor, so that others' work on the machine does not count."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from benchmarks import report
from machinami.capabilities.rules.engine import Evaluation
from machinami.capabilities.rules.types import Household, Member

#: The tax of fiscal 2025, on the income of 2024.
ON = date(2024, 12, 31)
Family = tuple[int, int, int | None, tuple[int, ...]]  # pay, social insurance, the spouse's pay, ages of the children


def families(count: int, seed: int) -> list[Family]:
    made = random.Random(seed)
    return [(pay := made.randrange(0, 13_000_000), pay * 3 // 20, made.choice((None, 0, made.randrange(0, 2_100_000))),
             tuple(made.randrange(0, 23) for _ in range(made.randrange(0, 4)))) for _ in range(count)]


def household(family: Family) -> Household:
    pay, insurance, spouse, ages = family
    members = [Member("本人", "親一覧", {"収入": pay, "社会保険料控除": insurance, "年齢": 45, "性別": "女性"})]
    if spouse is not None:
        members.append(Member("配偶者", "親一覧", {"収入": min(spouse, pay), "年齢": 44}))
    members += [Member(f"子{n}", "子一覧", {"年齢": age, "所得": 0}) for n, age in enumerate(ages)]
    return Household(tuple(members))


def by_hand(family: Family) -> int:
    """The same articles for this one year and these kinds of families."""
    pay, insurance, spouse, ages = family
    income = _salary(pay) - (-(-(min(pay, 10_000_000) - 8_500_000) // 10) if pay > 8_500_000 and ages else 0)
    other = None if spouse is None else _salary(min(spouse, pay))
    column = 0 if income <= 9_000_000 else 1 if income <= 9_500_000 else 2 if income <= 10_000_000 else 3
    deducted, gap, dependants = insurance + _basic(income), 50_000 if income <= 25_000_000 else 0, len(ages)
    alone = other is None and ages and income <= 5_000_000
    if other is not None and other <= 480_000:
        dependants += 1
        deducted += (330_000, 220_000, 110_000, 0)[column]
        gap += (50_000, 40_000, 20_000, 0)[column]
    elif other is not None and column < 3:
        for limit, amounts in ((1_000_000, (33, 22, 11)), (1_050_000, (31, 21, 11)), (1_100_000, (26, 18, 9)), (1_150_000, (21, 14, 7)),
                               (1_200_000, (16, 11, 6)), (1_250_000, (11, 8, 4)), (1_300_000, (6, 4, 2)), (1_330_000, (3, 2, 1))):
            if other <= limit:
                deducted += amounts[column] * 10_000
                gap += ((50_000, 40_000, 20_000) if other < 500_000 else (30_000, 20_000, 10_000) if other < 550_000 else (0, 0, 0))[column]
                break
    for age in ages:
        deducted += 450_000 if 19 <= age <= 22 else 330_000 if age >= 16 else 0
        gap += 180_000 if 19 <= age <= 22 else 50_000 if age >= 16 else 0
    if alone:
        deducted, gap = deducted + 300_000, gap + 50_000
    exempt = 1_350_000 if alone else 0
    if income <= max(exempt, 350_000 * (dependants + 1) + 100_000 + (210_000 if dependants else 0)):
        return 0
    border = 350_000 * (dependants + 1) + 100_000 + (320_000 if dependants else 0)
    left = max(income - deducted, 0) // 1000 * 1000
    credit = 0 if income > 25_000_000 else (min(gap, left) if left <= 2_000_000 else max(gap - left + 2_000_000, 50_000)) // 20
    ward, metropolis = max(left * 6 // 100 - credit * 3 // 5, 0), max(left * 4 // 100 - credit * 2 // 5, 0)
    if income <= border:
        return 5_000
    if ward + metropolis and income - ward - metropolis < border:
        ward, metropolis = (income - border) * 3 // 5, (income - border) * 2 // 5
    return ward // 100 * 100 + metropolis // 100 * 100 + 5_000


def _salary(pay: int) -> int:
    if pay < 1_619_000:
        return max(pay - 550_000, 0)
    pay -= pay % (1000 if pay < 1_620_000 else 2000 if pay < 1_624_000 else 4000 if pay < 6_600_000 else 1)
    for limit, share, plus in ((1_800_000, 40, -100_000), (3_600_000, 30, 80_000), (6_600_000, 20, 440_000), (8_500_000, 10, 1_100_000)):
        if pay <= limit:
            return pay - max(pay * share // 100 + plus, 550_000)
    return pay - 1_950_000


def _basic(income: int) -> int:
    return 430_000 if income <= 24_000_000 else 290_000 if income <= 24_500_000 else 150_000 if income <= 25_000_000 else 0


def main(words: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="benchmarks rules")
    parser.add_argument("--households", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(words)
    made = families(options.households, options.seed)
    homes = [household(f) for f in made]

    def timed(each: Callable[[], list[int]]) -> tuple[float, list[int]]:
        began = time.process_time()
        found = each()
        return time.process_time() - began, found

    timed(lambda: [int(Evaluation(h, ON).value("住民税", "本人")) for h in homes[:50]])  # type: ignore[arg-type]
    seconds, taxes = timed(lambda: [int(Evaluation(h, ON).value("住民税", "本人")) for h in homes])  # type: ignore[arg-type]
    hand, plain = timed(lambda: [by_hand(f) for f in made])
    differ = [(f, a, b) for f, a, b in zip(made, taxes, plain, strict=True) if a != b]
    nodes = sum(sum(1 for _ in Evaluation(h, ON).explain("住民税", "本人").everything()) for h in homes[:200]) / min(len(homes), 200)
    figures = {"households": len(homes), "households_per_second": round(len(homes) / seconds), "reasons_each": round(nodes),
               "by_hand_per_second": round(len(homes) / hand), "ratio": round(hand / seconds, 4), "differ": len(differ)}
    print(f"住民税: {figures['households_per_second']}世帯/秒（理由 約{figures['reasons_each']}項目つき）。手書きの関数は {figures['by_hand_per_second']}世帯/秒、"
          f"比 {figures['ratio']}。食い違い {len(differ)}件 {differ[:3] or ''}")
    return report.keep("rules", figures)
