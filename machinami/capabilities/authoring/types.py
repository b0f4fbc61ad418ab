from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A working copy. ``state``: editing, proposed, published, dropped."""

    id: str
    code: str
    title: str
    section: str
    base_version: int
    content: dict[str, Any]
    revision: int
    state: str
    writers: tuple[str, ...]
    effective_from: date | None
    note: str
    reason: str
    published_version: int | None
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class StepRow:
    revision: int
    at: datetime
    actor_name: str
    what: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One place of two contents. ``kind``: added, removed, changed, moved; ``place`` in words."""

    kind: str
    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands in the way: the ``page`` of the editor where it is mended, and what to do."""

    level: str
    page: str
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class ListView:
    """A list on a page of the editor: its place, name, items (page, name), and the kinds of field that may be added."""

    place: str
    name: str
    items: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page of the editor. ``rows``: forms.Row; ``trail``: the pages above; ``question``: for the preview beside it."""

    name: str
    kind: str
    group: str
    rows: tuple[Any, ...]
    lists: tuple[ListView, ...]
    trail: tuple[tuple[str, str], ...]
    question: str
