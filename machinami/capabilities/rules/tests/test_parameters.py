"""Somebody of the tax section writes a new rate into a file and is told when it can't be right."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from machinami.capabilities.rules import parameters, queries
from machinami.capabilities.rules.engine import Evaluation
from machinami.capabilities.rules.testing import household
from machinami.capabilities.rules.types import NoRule, RulesError

GOOD = """
- name: 試し
  law: 試しの法1条
  values:
  - {valid_from: 2024-01-01, amount: 100, source: 試し, verified: true}
  - {valid_from: 2026-01-01, promulgated: 2025-03-31, amount: '1/3', source: 試し, verified: false}
  - {valid_from: 2026-01-01, promulgated: 2026-03-31, amount: 300, source: 試し, verified: false}
"""


def book(tmp_path: Path, text: str) -> parameters.Parameter:
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    return parameters.load(tmp_path)["試し"]


def test_a_row_holds_from_its_day_as_it_was_known(tmp_path: Path) -> None:
    p = book(tmp_path, GOOD)
    assert p.row(date(2025, 12, 31)).amount == 100
    assert p.row(date(2026, 1, 1)).amount == 300
    assert p.row(date(2026, 1, 1), known=date(2026, 3, 30)).amount == Fraction(1, 3)
    assert p.row(date(2026, 1, 1), known=date(2025, 3, 30)).amount == 100
    with pytest.raises(NoRule, match="2024-01-01からのきまり"):
        p.row(date(2023, 12, 31))


@pytest.mark.parametrize(("shape", "answers"), [("upto", [1, 1, 2, 9]), ("under", [1, 2, 2, 9])])
def test_up_to_and_under_differ_at_the_border(tmp_path: Path, shape: str, answers: list[int]) -> None:
    row = book(tmp_path, f"""
- name: 試し
  law: 試しの法1条
  values:
  - {{valid_from: 2024-01-01, {shape}: [[100, 1], [200, 2]], above: 9, source: 試し, verified: true}}
""").rows[0]
    assert [row.step(m) for m in (99, 100, 101, 201)] == answers


@pytest.mark.parametrize(("old", "new", "words"), [
    ("amount: 100", "amount: 0.1", "引用符"),
    ("amount: 100", "ammount: 100", "どれか一つ"),
    ("amount: 100", "amount: 100, by: {額: 1}", "どれか一つ"),
    ("source: 試し, verified: true", "verified: true", "どれか一つ"),
    ("amount: 100", "upto: [[200, 1], [100, 2]]", "小さい順"),
    ("- name: 試し\n", "- {name: 試し, law: あ, values: []}\n- name: 試し\n", "二度"),
])
def test_a_file_that_cannot_be_right_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(RulesError, match=words):
        book(tmp_path, GOOD.replace(old, new))


def test_no_rate_stands_in_a_formula() -> None:
    """House rule: amounts are data. The formulas hold no number of yen above 1,000 (the unit of rounding) and no percentage."""
    import ast

    for path in (Path(parameters.__file__).parent / "law").glob("*.py"):
        numbers = [n.value for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Constant) and type(n.value) in (int, float)]
        # 1900 to 2100: the years of formulas' first days.
        assert not [n for n in numbers if isinstance(n, float) or (n > 1000 and not 1900 <= n <= 2100)], path.name


def test_every_parameter_is_dated_sourced_and_used() -> None:
    text = "".join(p.read_text("utf-8") for p in (Path(parameters.__file__).parent / "law").glob("*.py"))
    for p in queries.parameters():
        assert p.law and all(r.source for r in p.rows), p.name
        assert len({(r.valid_from, r.promulgated) for r in p.rows}) == len(p.rows), p.name
        assert p.name in text or p.name.partition(".")[2] in text, f"{p.name} is read by no formula"


def test_a_formula_that_asks_for_a_missing_amount_says_where_to_write_it() -> None:
    evaluation = Evaluation(household(parents={"本人": {}}), date(2026, 1, 1), parameters={})
    with pytest.raises(RulesError, match="rules/data に書いてください"):
        evaluation.value("住民税基礎控除", "本人")
