"""Amounts, limits and rates as dated data (``data/*.yaml``): a rate is never written in a formula.

A row holds from ``valid_from`` and, where it is known, was ``promulgated`` on a day: so a household may be judged by the
law in force on one day as it was known on another.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from machinami.capabilities.rules.types import NoRule, RulesError

DATA = Path(__file__).parent / "data"
Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Row:
    """One dated value of a parameter; exactly one of the four shapes is filled.

    * ``amount`` – a number; ``by`` – numbers by a word
    * ``steps`` – ``(limit, number)`` ascending; ``upto``: the limit itself is still inside (以下), else not (未満); ``above`` beyond the last
    * ``table`` – steps of steps: by the first measure, then by the second
    """

    valid_from: date
    promulgated: date | None
    source: str
    verified: bool
    amount: Number | None
    by: Mapping[str, Number]
    steps: tuple[tuple[int, Any], ...]
    above: Any
    upto: bool

    def step(self, measure: int) -> Any:
        limits = [limit for limit, _ in self.steps]
        place = (bisect_left if self.upto else bisect_right)(limits, measure)
        return self.steps[place][1] if place < len(self.steps) else self.above


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    title: str
    unit: str
    law: str
    rows: tuple[Row, ...]

    def row(self, on: date, known: date | None = None) -> Row:
        """The row in force on a day, of those promulgated by ``known``. :raises NoRule: when there is none."""
        rows = [r for r in self.rows if r.valid_from <= on and (known is None or r.promulgated is None or r.promulgated <= known)]
        if not rows:
            raise NoRule(self.name, on, min(r.valid_from for r in self.rows))
        return max(rows, key=lambda r: (r.valid_from, r.promulgated or date.min))


def _number(value: Any) -> Number:
    """Whole yen stay whole; ``"0.0235804"`` and ``"3/5"`` are exact. A bare float would not be: it is refused."""
    if isinstance(value, float):
        raise RulesError(f"割合は '{value}' のように引用符に入れて書いてください（端数が変わらないように）")
    number = Fraction(value)
    return int(number) if number.denominator == 1 else number


def _steps(rows: list[list[Any]]) -> tuple[tuple[int, Any], ...]:
    steps = tuple((int(limit), tuple(_number(v) for v in value) if isinstance(value, list) else _number(value)) for limit, value in rows)
    if [limit for limit, _ in steps] != sorted({limit for limit, _ in steps}):
        raise RulesError(f"段は小さい順に書いてください: {rows}")
    return steps


def _row(raw: Mapping[str, Any], title: str) -> Row:
    known = {"valid_from", "promulgated", "source", "verified", "amount", "by", "upto", "under", "above"}
    shapes = [k for k in ("amount", "by", "upto", "under") if k in raw]
    if set(raw) - known or len(shapes) != 1 or not {"valid_from", "source", "verified"} <= set(raw):
        raise RulesError(f"{title}: valid_from・source・verified と、amount・by・upto・under のどれか一つを書いてください（{sorted(raw)}）")
    shape = shapes[0]
    above = raw.get("above", 0)
    return Row(
        valid_from=raw["valid_from"], promulgated=raw.get("promulgated"), source=raw["source"], verified=raw["verified"],
        amount=_number(raw["amount"]) if shape == "amount" else None,
        by={str(k): _number(v) for k, v in raw["by"].items()} if shape == "by" else {},
        steps=_steps(raw[shape]) if shape in ("upto", "under") else (),
        above=tuple(_number(v) for v in above) if isinstance(above, list) else _number(above), upto=shape == "upto")


def load(folder: Path) -> Mapping[str, Parameter]:
    """All parameters of a folder. :raises RulesError: for a file that is not of the form."""
    found: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yaml")):
        for raw in yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # noqa: S506
            name = raw["name"]
            if name in found:
                raise RulesError(f"{path.name}: {name} が二度書かれています")
            rows = tuple(_row(r, f"{path.name} {name}") for r in raw["values"])
            found[name] = Parameter(name, raw.get("title", name), raw.get("unit", "円"), raw["law"], rows)
    return found


@cache
def book() -> Mapping[str, Parameter]:
    """What ships with the rules."""
    return load(DATA)
