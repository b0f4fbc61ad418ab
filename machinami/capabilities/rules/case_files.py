"""Reads cases written as YAML lists: name, period, margins, ``input`` and ``output`` by household and person.

    - name: 扶養控除
      period: 2023-06-01
      input:
        世帯: {親一覧: [自分], 子一覧: [子1]}        # or 世帯一覧: {世帯1: {…}, 世帯2: {…}}
        世帯員: {自分: {所得: 1000000}, 子1: {所得: {'2023-06-01': 0}}}
      output:
        世帯員: {自分: {扶養控除: {'2023-06-01': 380000}}}

Without households the facts are those of one person living alone. A value may be a sum or product written out (``"3 * 5000"``).
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from machinami.capabilities.rules import variables
from machinami.capabilities.rules.types import (
    HOME,
    ROLES,
    Fact,
    Household,
    Member,
    RulesError,
    UnknownVariable,
    Value,
)

HOMES, PEOPLE = "世帯一覧", "世帯員"
KEYS = {"name", "period", "input", "output", "absolute_error_margin", "relative_error_margin", "description", "keywords", "reforms"}
ALONE = "本人"
#: Characters of a value written as a sum; more is no number that somebody wrote out.
LONGEST_SUM = 200


class NotACase(RulesError):
    """A file or case that cannot be read; the words name the file and the case."""


@dataclass(frozen=True, slots=True)
class Expected:
    """``entity`` and ``name``: whom the case asks about (a person's variable may be asked of a household)."""

    entity: str
    name: str
    variable: str
    on: date
    value: Value


@dataclass(frozen=True, slots=True)
class Case:
    file: str
    number: int
    name: str
    on: date
    absolute: float
    relative: float
    households: tuple[Household, ...]
    expected: tuple[Expected, ...]
    unknown: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.file}#{self.number}"


def day(text: Any) -> date:
    """``2023``, ``2023-06``, ``2023-06-01`` or a date as the first day of what it names. :raises NotACase: for anything else."""
    if isinstance(text, date):
        return text
    parts = str(text).split("-")
    try:
        return date(*(int(p) for p in (*parts, "1", "1")[:3]))
    except (ValueError, TypeError):
        raise NotACase(f"「{text}」は 2023-06-01 や 2023-06 のような日付で書いてください") from None


def _calculated(text: str) -> Any:
    """``"3 * 5000 + 1"`` as a number; other words as they are."""
    sums = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}

    def value(node: ast.AST) -> int:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            return node.value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -value(node.operand)
        if isinstance(node, ast.BinOp) and type(node.op) in sums:
            return sums[type(node.op)](value(node.left), value(node.right))
        raise ValueError
    if len(text) > LONGEST_SUM:
        return text
    try:
        return value(ast.parse(text, mode="eval").body)
    except (ValueError, SyntaxError):
        return text


def _value(name: str, raw: Any) -> Value:
    variable = variables.find(name)
    if variable.kind is int and isinstance(raw, str):
        raw = _calculated(raw)
    return variables.as_kind(variable, raw)


class _Reader:
    """One case; collects the names that no rule knows."""

    def __init__(self, raw: Mapping[str, Any], on: date) -> None:
        self.raw = raw
        self.on = on
        self.unknown: dict[str, None] = {}

    def _fact(self, name: str, raw: Any) -> Iterator[tuple[str, Fact]]:
        try:
            variables.find(name)
        except UnknownVariable:
            self.unknown[name] = None
            return
        yield name, {day(k): _value(name, v) for k, v in raw.items()} if isinstance(raw, Mapping) else _value(name, raw)

    def _facts(self, raw: Mapping[str, Any]) -> dict[str, Fact]:
        return {name: fact for key, value in raw.items() for name, fact in self._fact(str(key), value)}

    def _household(self, name: str, raw: Mapping[str, Any], people: Mapping[str, Any]) -> Household:
        members = []
        for role in (key for key in raw if key in ROLES):
            listed = raw.get(role) or []
            for who in [listed] if isinstance(listed, str) else listed:
                if who not in people:
                    raise NotACase(f"「{who}」が{PEOPLE}のところに書かれていません")
                members.append(Member(str(who), role, self._facts(people[who] or {})))
        return Household(tuple(members), self._facts({k: v for k, v in raw.items() if k not in ROLES}), name)

    def households(self) -> tuple[Household, ...]:
        raw = self.raw.get("input") or {}
        people = raw.get(PEOPLE) or {}
        homes = raw.get(HOMES) or ({HOME: raw[HOME]} if HOME in raw else {})
        if not homes and not people:
            mine = self._facts(raw)
            own = {k: v for k, v in mine.items() if variables.find(k).entity != HOME}
            return (Household((Member(ALONE, "親一覧", own),), {k: v for k, v in mine.items() if k not in own}),)
        beside = {k: v for k, v in raw.items() if k not in (HOMES, HOME, PEOPLE)}
        if beside and len(homes) != 1:
            raise NotACase(f"input に {sorted(beside)} は書けません。どの世帯のことか分かるように、世帯の中に書いてください")
        homes = {name: {**(home or {}), **beside} for name, home in homes.items()}
        found = tuple(self._household(str(n), h or {}, people) for n, h in homes.items())
        placed = [m.name for h in found for m in h.members]
        if len(set(placed)) != len(placed):
            raise NotACase(f"二つのところに書かれた世帯員がいます: {sorted({n for n in placed if placed.count(n) > 1})}")
        # Whom no household lists lives alone.
        return (*found, *(Household((Member(str(p), "親一覧", self._facts(facts or {})),), {}, str(p))
                          for p, facts in people.items() if str(p) not in placed))

    def _asked(self, entity: str, name: str, raw: Mapping[str, Any]) -> Iterator[Expected]:
        for key, value in raw.items():
            try:
                variables.find(str(key))
            except UnknownVariable:
                self.unknown[str(key)] = None
                continue
            for on, one in value.items() if isinstance(value, Mapping) else ((self.on, value),):
                yield Expected(entity, name, str(key), day(on), _value(str(key), one))

    def expected(self) -> Iterator[Expected]:
        for key, value in (self.raw.get("output") or {}).items():
            if key in (HOMES, PEOPLE):
                for name, facts in value.items():
                    yield from self._asked(HOME if key == HOMES else PEOPLE, str(name), facts)
            elif key == HOME:
                yield from self._asked(HOME, "", value)
            else:
                yield from self._asked("", "", {key: value})


def _case(raw: Any, file: str, number: int) -> Case:
    if not isinstance(raw, Mapping) or not {"period", "input", "output"} <= set(raw) or set(raw) - KEYS:
        raise NotACase("name・period・input・output（と error_margin）のある一件として書いてください")
    on = day(raw["period"])
    reader = _Reader(raw, on)
    expected = tuple(reader.expected())
    households = reader.households()
    if not expected and not reader.unknown:
        raise NotACase("output に確かめる値がありません")
    return Case(file, number, str(raw.get("name", "")), on, float(raw.get("absolute_error_margin") or 0),
                float(raw.get("relative_error_margin") or 0), households, expected, tuple(reader.unknown))


def read(path: Path, called: str = "") -> tuple[Case, ...]:
    """The cases of a file. :raises NotACase: when it is not of the form; the words say where."""
    called = called or path.name
    try:
        loaded = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise NotACase(f"{called}: 読めません。YAML として直してください（{error}）") from error
    rows = [loaded] if isinstance(loaded, Mapping) else loaded
    if not isinstance(rows, list):
        raise NotACase(f"{called}: 一件ずつの並び（- name: …）として書いてください")
    found = []
    for number, raw in enumerate(rows, 1):
        try:
            found.append(_case(raw, called, number))
        except RulesError as error:
            raise NotACase(f"{called} の{number}件め「{raw.get('name', '') if isinstance(raw, Mapping) else raw}」: {error}") from error
    return tuple(found)


def files(folder: Path) -> tuple[Path, ...]:
    """The YAML files of a folder and below. :raises NotACase: when there are none."""
    found = tuple(sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".yml") and p.is_file())) if folder.is_dir() else ()
    if not found:
        raise NotACase(f"{folder} に YAML のファイルがありません。場所を確かめてください")
    return found
