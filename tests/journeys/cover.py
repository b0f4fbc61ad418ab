"""Which of the hundreds of question pages are looked at in an ordinary run: few that together show every kind of field
with everything that can be said of it. Read off the definitions, so that a new kind or option is among them by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def shown(question: Any) -> frozenset[str]:
    """What a question's page shows: ``kind``, ``kind.option`` for what a field's definition sets, and the question's own."""
    found = {f"question.{name}" for name in question.model_fields_set} | {f"question of {min(len(question.fields), 4)} fields"}
    for field in question.fields:
        found |= {field.kind} | {f"{field.kind}.{name}" for name in field.model_fields_set if getattr(field, name) not in (None, ())}
    return frozenset(found)


def fewest(pages: Mapping[int, Iterable[str]]) -> list[int]:
    """Keys of pages that together show all that any of them shows: each time the one that adds most (a greedy set cover)."""
    missing, picked = set().union(*pages.values()) if pages else set(), []
    while missing:
        best = max(pages, key=lambda key: (len(missing & set(pages[key])), -key))
        missing -= set(pages[best])
        picked.append(best)
    return picked
