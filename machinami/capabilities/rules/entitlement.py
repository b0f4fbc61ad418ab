"""Which benefits a household seems entitled to: the monthly amounts, their bounds, and what would have to be asked."""

from __future__ import annotations

from datetime import date

from machinami.capabilities.rules.engine import Evaluation
from machinami.capabilities.rules.types import Entitled, Household, NoRule

#: Benefit, the variable of the least and of the most, and the facts that decide it and may be missing.
BENEFITS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("児童手当", "児童手当", "児童手当", ("誕生年月日",)),
    ("児童扶養手当", "児童扶養手当", "児童扶養手当", ("誕生年月日", "合計所得金額")),
    ("特別児童扶養手当", "特別児童扶養手当_最小", "特別児童扶養手当_最大", ("誕生年月日", "合計所得金額")),
    ("児童育成手当（育成手当）", "児童育成手当", "児童育成手当", ("誕生年月日", "合計所得金額")),
    ("児童育成手当（障害手当）", "障害児童育成手当", "障害児童育成手当", ("誕生年月日", "合計所得金額")),
    ("高等学校等就学支援金", "高等学校等就学支援金_最小", "高等学校等就学支援金_最大", ("合計所得金額",)),
)
_INCOME = ("合計所得金額", "収入", "公的年金等収入")


def _unknown(evaluation: Evaluation, facts: tuple[str, ...]) -> tuple[str, ...]:
    """What the household did not tell and the answer hangs on: birthdays of children, incomes of parents."""
    found = []
    if "誕生年月日" in facts:
        found += [f"{c.name}の誕生年月日" for c in evaluation.home.children if not c.knows("誕生年月日", "年齢")]
    if "合計所得金額" in facts:
        found += [f"{p.name}の所得" for p in evaluation.home.parents if not p.knows(*_INCOME)]
    return tuple(found)


def entitled(household: Household, on: date) -> tuple[Entitled, ...]:
    evaluation = Evaluation(household, on)
    found = []
    for benefit, least, most, facts in BENEFITS:
        try:
            low, high = evaluation.explain(least), evaluation.explain(most)
        except NoRule:
            continue  # No rule for that day or place: nothing is said rather than something guessed.
        if high.value:
            found.append(Entitled(benefit, int(low.value or 0), int(high.value), "円／月", _unknown(evaluation, facts), high))  # type: ignore[arg-type]
    return tuple(found)
