"""The desk's forms read amounts from ``city/data/rates.yaml``, the rules from their own files: an officer who changes one is told of the other."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from machinami.capabilities.rules.parameters import book
from machinami.city.rates import all_rates

KEYS = {"first": "第1子", "more": "第2子", "full": "全部", "top": "上", "least": "下"}
LIMITS = {"full": "全部支給", "partial": "一部支給", "each": "一人あたり"}


@pytest.mark.parametrize("row", [r for r in all_rates() if r.code.startswith("child_rearing_")], ids=lambda r: f"{r.code}-{r.key}-{r.valid_from}")
def test_child_rearing_allowance_is_the_same_in_both(row) -> None:  # type: ignore[no-untyped-def]
    def ours(name: str, word: str) -> Fraction:
        return Fraction(book()[name].row(row.valid_from).by[word])

    if row.code == "child_rearing_allowance":
        place, kind = row.key.split("_")
        assert ours("児童扶養手当.月額", KEYS[place] + KEYS[kind]) == row.amount
    elif row.code == "child_rearing_slope":
        assert ours("児童扶養手当.係数", KEYS[row.key]) == Fraction(row.amount, 10_000_000)
    elif row.key == "supporter":
        assert ours("児童扶養手当.扶養義務者の限度", "扶養なし") == row.amount
    else:
        assert ours("児童扶養手当.所得の限度", LIMITS[row.key]) == row.amount


def test_neither_has_amounts_the_other_lacks() -> None:
    theirs = {r.valid_from for r in all_rates() if r.code == "child_rearing_allowance"}
    ours = {r.valid_from for r in book()["児童扶養手当.月額"].rows if r.valid_from >= date(2024, 11, 1)}
    assert ours == theirs
