"""Conditions and calculations as forms and as Japanese sentences. What is written stays plain JSON values.

A form node's inputs are named by its place (``when``, ``when.all.0``, ``when.all.0.at_least``) and its parts:
``<place>:kind``, ``:left``, ``:op``, ``:right``, ``:count``. :func:`form` makes the nodes, :func:`read` reads them back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

#: What an input of a node holds: a name of an answer, a fact of the register, a city fee, a table, text or a number.
InputKind = Literal["answer", "fact", "fee", "table", "text", "number", "literal", "select"]
CONDITIONS = {"": "いつも（条件なし）", "field": "答えで決める", "register": "住民記録で決める", "value": "計算した値で決める",
              "all": "すべてに当てはまる", "any": "どれかに当てはまる", "not": "当てはまらない"}
OPERATORS = {"is": "が次と同じ", "is_not": "が次と違う", "in": "が次のどれか", "at_least": "が次の値以上", "at_most": "が次の値以下",
             "before": "が次の日より前", "after": "が次の日より後", "answered": "に答えがある・ない", "includes": "に次を含む",
             "same": "が次の計算と同じ"}
#: Right sides that are calculations themselves.
COMPARED = ("at_least", "at_most", "before", "after", "same")
EXPRESSIONS = {"literal": "決まった数字・文字", "field": "答え", "register": "住民記録", "sum": "足し算", "minus": "引き算", "times": "掛け算",
               "least": "いちばん小さい値", "greatest": "いちばん大きい値", "count": "人数・数", "sum_of": "一人ずつの合計", "fee": "手数料の額", "rate": "区の率・額（日付つき）", "divided": "割り算",
               "today": "今日（から何日）", "age_on": "年齢", "days_between": "日数の差", "add_days": "何日か後の日", "add_months": "何か月か後の日", "march_after": "年齢に達した後の3月31日", "month_end": "月の末日",
               "table": "表から引く", "if": "場合分け", "join": "文字をつなぐ"}
#: Per kind: (key, what it holds); "list" several calculations, "calculation"/"condition" one, "?" may be left out.
PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "field": (("field", "answer"),), "register": (("register", "fact"),), "sum": (("sum", "list"),), "minus": (("minus", "list"),),
    "times": (("times", "list"),), "least": (("least", "list"),), "greatest": (("greatest", "list"),),
    "count": (("count", "answer"), ("where", "condition?")),
    "sum_of": (("sum_of", "answer"), ("each", "calculation"), ("where", "condition?"), ("order_by", "answer?")),
    "fee": (("fee", "fee"),), "rate": (("rate", "text"), ("key", "calculation?"), ("on", "calculation?")),
    "divided": (("divided", "calculation"), ("by", "calculation"), ("rounding", "text?")), "today": (("today", "number"),), "age_on": (("age_on", "calculation"), ("day", "calculation?")),
    "days_between": (("days_between", "list"),), "add_days": (("add_days", "list"),), "add_months": (("add_months", "list"),),
    "march_after": (("march_after", "calculation"), ("age", "number")), "table": (("table", "table"), ("key", "calculation")),
    "month_end": (("month_end", "calculation"), ("months", "calculation?")),
    "if": (("if", "condition"), ("then", "calculation"), ("else", "calculation")), "join": (("join", "list"), ("with", "text?")),
}
PART_NAMES = {"field": "どの答え", "register": "どの記録", "count": "なにを数えるか", "where": "数える条件", "sum_of": "だれについて", "each": "一人分の計算",
              "order_by": "並べる項目", "fee": "手数料の種類", "rate": "率・額の種類", "on": "いつの額か（書かなければ今日）", "divided": "割られる数", "by": "割る数",
              "rounding": "端数（down 切捨て、up 切上げ、half_up 四捨五入）", "today": "何日後（前はマイナス）", "age_on": "生年月日", "day": "いつの年齢か（書かなければ今日）",
              "march_after": "生年月日", "age": "年齢", "month_end": "どの日の月", "months": "何か月後（書かなければその月）", "table": "表", "key": "引く値", "if": "条件", "then": "当てはまるとき", "else": "当てはまらないとき",
              "with": "間に入れる文字"}
_OPTIONAL = {"": "書かない", **EXPRESSIONS}


@dataclass(frozen=True, slots=True)
class Input:
    """One control of a node. ``choices``: value → words, for a select; suggestions for the others come from the names."""

    name: str
    label: str
    kind: InputKind
    value: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Node:
    """A condition or calculation as a form. ``adds``: a further child may be added; ``child_of_list``: it may be taken away."""

    name: str
    label: str
    kind: str
    kinds: Mapping[str, str]
    inputs: tuple[Input, ...] = ()
    children: tuple[Node, ...] = ()
    adds: bool = False
    removable: bool = False


def condition(value: Any, name: str, label: str = "条件", *, removable: bool = False) -> Node:
    """The form of a condition's content; None is "always"."""
    kind = _condition_kind(value)
    if kind in ("all", "any"):
        held = value[kind] or []
        return Node(name, label, kind, CONDITIONS, adds=True, removable=removable, children=tuple(
            condition(c, f"{name}.{n}", f"{n + 1}つ目", removable=True) for n, c in enumerate(held)))
    if kind == "not":
        return Node(name, label, kind, CONDITIONS, children=(condition(value["not"], f"{name}.not", "これに"),), removable=removable)
    if not kind:
        return Node(name, label, "", CONDITIONS, removable=removable)
    return _test(value, kind, name, label, removable)


def _condition_kind(value: Any) -> str:
    return next((k for k in CONDITIONS if k and isinstance(value, dict) and k in value), "")


def _test(value: dict[str, Any], kind: str, name: str, label: str, removable: bool) -> Node:
    operator = next((o for o in OPERATORS if o in value), "is")
    inputs: list[Input] = []
    children: list[Node] = []
    if kind == "value":
        children.append(expression(value["value"], f"{name}.value", "この計算"))
    else:
        inputs.append(Input(f"{name}:left", PART_NAMES[kind], "answer" if kind == "field" else "fact", str(value[kind] or "")))
    inputs.append(Input(f"{name}:op", "くらべ方", "select", operator, OPERATORS))
    right = value.get(operator)
    if operator in COMPARED:
        children.append(expression("" if right is None else right, f"{name}.{operator}", "くらべる値"))
    elif operator == "answered":
        inputs.append(Input(f"{name}:right", "答え", "select", "false" if right is False else "true", {"true": "ある", "false": "ない"}))
    else:
        inputs.append(Input(f"{name}:right", "値（「どれか」は読点で区切る）" if operator == "in" else "値", "text", _typed(right)))
    return Node(name, label, kind, CONDITIONS, tuple(inputs), tuple(children), removable=removable)


def _typed(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "、".join(_typed(v) for v in value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, str) and scalar(value) != value:
        return f'"{value}"'  # a text that would be read as a number or はい・いいえ
    return "" if value is None else str(value)


def expression(value: Any, name: str, label: str, *, removable: bool = False) -> Node:
    """The form of a calculation's content."""
    if not isinstance(value, dict) or "value" in value:
        bare = value.get("value") if isinstance(value, dict) else value
        return Node(name, label, "literal", EXPRESSIONS, (Input(f"{name}:right", "値", "literal", _typed(bare)),), removable=removable)
    kind = next((k for k in PARTS if k in value), "literal")
    inputs, children = [], []
    for key, holds in PARTS[kind]:
        part, place, words = value.get(key), f"{name}.{key}", PART_NAMES.get(key, label)
        if holds == "list":
            children += [expression(v, f"{place}.{n}", f"{n + 1}つ目", removable=True) for n, v in enumerate(part or [])]
        elif holds.startswith("condition"):
            children.append(condition(part, place, words))
        elif holds == "calculation?":
            children.append(Node(place, words, "", _OPTIONAL) if part is None else replace(expression(part, place, words), kinds=_OPTIONAL))
        elif holds == "calculation":
            children.append(expression("" if part is None else part, place, words))
        else:
            inputs.append(Input(f"{place}:right", words, holds.rstrip("?"), "" if part is None else str(part)))  # type: ignore[arg-type]
    adds = any(h == "list" for _, h in PARTS[kind])
    return Node(name, label, kind, EXPRESSIONS, tuple(inputs), tuple(children), adds, removable)


# reading back

def read_condition(post: Mapping[str, str], name: str) -> Any:
    """The condition as content, or None for "always". What is half typed stays as it is, for the checks to tell."""
    kind = post.get(f"{name}:kind", "")
    if kind in ("all", "any"):
        found = [c for c in (read_condition(post, f"{name}.{n}") for n in _rows(post, name)) if c is not None]
        if f"{name}.0:kind" not in post:  # just made a group: what stood here becomes its first
            found = [_read_test(post, name, "field")] if f"{name}:left" in post else [dict(_BLANK)]
        return {kind: found + ([dict(_BLANK)] if post.get("add") == name else [])}
    if kind == "not":
        return {"not": read_condition(post, f"{name}.not") or dict(_BLANK)}
    return _read_test(post, name, kind) if kind in ("field", "register", "value") else None


#: A condition that nobody has filled in yet: the checks name it until somebody does.
_BLANK = {"field": "", "is": ""}


def _read_test(post: Mapping[str, str], name: str, kind: str) -> dict[str, Any]:
    left = read_expression(post, f"{name}.value") if kind == "value" else post.get(f"{name}:left", "").strip()
    operator = post.get(f"{name}:op", "is")
    return {kind: left, operator: _right(post, name, operator)}


def _right(post: Mapping[str, str], name: str, operator: str) -> Any:
    if operator in COMPARED:
        return read_expression(post, f"{name}.{operator}")
    typed = post.get(f"{name}:right", "").strip()
    if operator == "answered":
        return typed != "false"
    if operator == "in":
        return [scalar(v) for v in typed.replace(",", "、").split("、") if v.strip()]
    return scalar(typed)


def scalar(typed: str) -> Any:
    """What was typed as a value: はい・いいえ, a whole number, or a text (in "" where it would be one of those)."""
    typed = typed.strip()
    if len(typed) > 1 and typed[0] == typed[-1] == '"':
        return typed[1:-1]
    if typed in ("はい", "いいえ", "true", "false"):
        return typed in ("はい", "true")
    return int(typed) if typed.removeprefix("-").isascii() and typed.removeprefix("-").isdigit() else typed


def read_expression(post: Mapping[str, str], name: str) -> Any:
    """The calculation as content."""
    kind = post.get(f"{name}:kind", "literal")
    if kind not in PARTS:
        return scalar(post.get(f"{name}:right", ""))
    found: dict[str, Any] = {}
    for key, holds in PARTS[kind]:
        value = _part(post, name, f"{name}.{key}", holds)
        if value is not None or not holds.endswith("?"):
            found[key] = value
    return found


def _part(post: Mapping[str, str], name: str, place: str, holds: str) -> Any:
    if holds == "list":
        more = [""] if post.get("add") == name or not _rows(post, place) else []
        return [read_expression(post, f"{place}.{n}") for n in _rows(post, place)] + more
    if holds.startswith("condition"):
        return read_condition(post, place) or (None if holds.endswith("?") else dict(_BLANK))
    if holds.startswith("calculation"):
        left_out = holds.endswith("?") and not post.get(f"{place}:kind")
        return None if left_out else read_expression(post, place)
    typed = post.get(f"{place}:right", "")
    if not holds.startswith("text"):  # what stands between texts may be a blank
        typed = typed.strip()
    if holds == "number":
        return scalar(typed) if typed else 0
    return typed or (None if holds.endswith("?") else "")


def _rows(post: Mapping[str, str], name: str) -> list[int]:
    """The numbers of the children that were posted and not taken away."""
    found, n = [], 0
    while f"{name}.{n}:kind" in post:
        if post.get("remove") != f"{name}.{n}":
            found.append(n)
        n += 1
    return found
