"""What differs between two contents of a definition, in words: items of lists are matched by their code, not their number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from machinami.capabilities.authoring import labels, saying
from machinami.capabilities.authoring.shapes import Shape, as_part, chosen, shapes
from machinami.capabilities.authoring.types import Difference
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.words import VERSIONS

_LANGUAGES = {"ja": "日本語", "easy": "やさしい日本語", "en": "英語", "zh": "中国語", "ko": "韓国語"}


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """In the order of the definition; empty for contents that say the same."""
    names = {**saying.labels_of(before), **saying.labels_of(after)}
    return list(_part(Definition, before, after, (), names))


def _part(model: Any, before: Any, after: Any, place: tuple[str, ...], names: saying.Labels) -> Iterator[Difference]:
    before, after = (as_part(model, held) if held else {} for held in (before, after))
    if before.get("kind") != after.get("kind") and "kind" not in {s.name for s in shapes(model)}:
        yield Difference("changed", _said((*place, "種類")), labels.kind(str(before.get("kind"))), labels.kind(str(after.get("kind"))))
    for shape in shapes(model):
        old, new = before.get(shape.name), after.get(shape.name)
        if old == new:
            continue
        here = (*place, labels.label(model.__name__, shape.name).words)
        if shape.kind == "list":
            yield from _list(shape, old or [], new or [], here, names)
        elif shape.kind == "part" and isinstance(old, dict) and isinstance(new, dict):
            yield from _part(shape.models[0], old, new, here, names)
        elif shape.kind == "words":
            yield from _words(old, new, here)
        elif (was := said(shape, old, names)) != (now := said(shape, new, names)):
            yield _difference(here, was, now)


def _difference(place: tuple[str, ...], before: str, after: str) -> Difference:
    return Difference("added" if not before else "removed" if not after else "changed", _said(place), before, after)


def _words(before: Any, after: Any, place: tuple[str, ...]) -> Iterator[Difference]:
    old, new = _versions(before), _versions(after)
    for version in VERSIONS:
        if old.get(version, "") != new.get(version, ""):
            yield _difference((*place, _LANGUAGES[version]), old.get(version, ""), new.get(version, ""))


def _versions(words: Any) -> dict[str, str]:
    return words if isinstance(words, dict) else {"ja": str(words)} if words else {}


def key_of(item: Any, number: int) -> str:
    """What an item of a list is known by: its code, value or answer; else its number."""
    for name in ("code", "value"):
        if isinstance(item, dict) and item.get(name):
            return str(item[name])
    return f"#{number}"


def name_of(item: Any, number: int) -> str:
    """How people call an item: its label, title, heading or text; else its code or number."""
    item = {"text": item} if isinstance(item, str) or (isinstance(item, dict) and "ja" in item) else item
    for name in ("label", "title", "heading", "text", "question", "reason", "message"):
        if isinstance(item, dict) and saying.japanese(item.get(name)):
            return saying.japanese(item[name])
    found = key_of(item, number)
    return f"{number + 1}番目" if found.startswith("#") else found


def _list(shape: Shape, before: list[Any], after: list[Any], place: tuple[str, ...], names: saying.Labels) -> Iterator[Difference]:
    old = {key_of(i, n): (n, i) for n, i in enumerate(before)}
    new = {key_of(i, n): (n, i) for n, i in enumerate(after)}
    for key, (n, item) in old.items():
        if key not in new:
            yield Difference("removed", _said((*place, name_of(item, n))), name_of(item, n), "")
    kept = [k for k in old if k in new]
    for key, (n, item) in new.items():
        here = (*place, name_of(item, n))
        if key not in old:
            yield Difference("added", _said(here), "", name_of(item, n))
            continue
        yield from _part(chosen(shape.models, item), old[key][1], item, here, names)
    if kept != [k for k in new if k in old]:
        order = ("、".join(name_of(items[k][1], items[k][0]) for k in keys) for items, keys in
                 ((old, kept), (new, [k for k in new if k in old])))
        yield Difference("moved", _said(place), *order)


def said(shape: Shape, value: Any, names: saying.Labels) -> str:
    """A key's value in words."""
    if value is None:
        return ""
    if shape.kind == "condition":
        return saying.condition(value, names)
    if shape.kind == "expression":
        return saying.expression(value, names)
    if shape.kind == "switch":
        return "はい" if value else "いいえ"
    if shape.kind in ("choice", "choices"):
        return "、".join(labels.option(str(v)) for v in (value if isinstance(value, list) else [value]))
    if shape.kind == "tables":
        return " ／ ".join(f"{t}: " + "、".join(f"{k}={v}" for k, v in rows.items()) for t, rows in value.items())
    if isinstance(value, list):
        return "、".join(" / ".join(map(str, _versions(v).values())) for v in value)
    if isinstance(value, dict):
        return "、".join(filter(None, (saying.japanese(v) for v in value.values())))
    return str(value)


def _said(place: tuple[str, ...]) -> str:
    return " › ".join(place)
