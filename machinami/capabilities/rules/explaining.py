"""An explanation as lines of Japanese, for the desk and the command."""

from __future__ import annotations

from collections.abc import Iterator

from machinami.capabilities.rules.types import Explanation, Value

ORIGIN = {"given": "申告", "assumed": "申告がないので", "computed": "計算"}


def show(value: Value, unit: str) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if value is None:
        return "分からない"
    return f"{value:,}{unit}" if isinstance(value, int) else f"{value}{unit}"


def lines(explanation: Explanation, depth: int = 9, _indent: int = 0, _said: set[int] | None = None) -> Iterator[str]:
    """One line a variable, its parts indented below; what was already told is not told twice."""
    said = set() if _said is None else _said
    again = id(explanation) in said
    said.add(id(explanation))
    law = f" ［{explanation.law}{'' if explanation.verified else '・未確認'}］" if explanation.law else ""
    yield (f"{'  ' * _indent}{explanation.variable}（{explanation.subject}） = {show(explanation.value, explanation.unit)}"
           f" {ORIGIN[explanation.origin]}{law}{' （上のとおり）' if again and explanation.parts else ''}")
    if again or depth <= 0:
        return
    for used in explanation.used:
        mark = "" if used.verified else "・未確認"
        yield f"{'  ' * (_indent + 1)}・{used.name}: {used.value}（{used.valid_from}から、{used.law}{mark}）"
    for part in explanation.parts:
        yield from lines(part, depth - 1, _indent + 1, said)
