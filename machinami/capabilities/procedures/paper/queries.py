"""Reading what became of a table of paper applications, and the empty table; a part of the procedures' door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.contexts import plain_context
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.fields.base import Facts
from machinami.capabilities.procedures.models import PaperImport, PaperRow
from machinami.capabilities.procedures.paper import columns, sheets
from machinami.capabilities.procedures.paper.examples import example
from machinami.capabilities.procedures.paper.taking import ERROR_WORDS, PERMISSION, definition_for
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound

SHOWN = 50


@dataclass(frozen=True, slots=True)
class PaperState:
    """``counts``: state of a row → how many."""

    id: str
    code: str
    title: str
    name: str
    state: str
    created_at: datetime
    expires_on: date
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def running(self) -> bool:
        return self.state in ("checking", "taking")

    @property
    def done(self) -> int:
        """Rows that the task at work has behind it."""
        return self.total - self.counts.get("waiting" if self.state == "checking" else "good", 0)


@dataclass(frozen=True, slots=True)
class Fault:
    """Line in the file, the column's words, what stood there, what to do."""

    line: int
    column: str
    value: str
    message: str


def procedures_for_papers(*, actor: Actor) -> list[Definition]:
    """What the actor may take in from tables, by code."""
    return [d for d in queries.all_definitions() if actor.may(PERMISSION, section=d.section) and columns.fits(d)]


def papers(*, actor: Actor, most: int = 30) -> list[PaperState]:
    """The latest of the actor's sections."""
    actor.require(PERMISSION)
    rows = PaperImport.objects.order_by("-created_at")
    return _states(list((rows if actor.all_sections else rows.filter(section__in=actor.sections))[:most]))


def paper_table(*, actor: Actor, paper_id: Any) -> PaperState:
    """:raises NotFound: outside the actor's sections."""
    return _states([_own(actor, paper_id)])[0]


def _states(found: list[PaperImport]) -> list[PaperState]:
    counts: dict[Any, dict[str, int]] = {p.pk: {} for p in found}
    for key, state, n in PaperRow.objects.filter(paper__in=found).values_list("paper_id", "state").annotate(n=Count("pk")).order_by():
        counts[key][state] = n
    return [PaperState(str(p.pk), p.code, queries.stored(p.definition_id).title.ja, p.name, p.state, p.created_at, p.expires_on,
                       counts[p.pk]) for p in found]


def faults(*, actor: Actor, paper_id: Any, most: int = SHOWN) -> list[Fault]:
    """What is to be mended, of the first ``most`` bad rows, in the order of the file."""
    found = _own(actor, paper_id)
    words = dict(zip(found.paths, found.header, strict=True)) | {c.path: c.label for c in _columns(found)}
    rows = PaperRow.objects.filter(paper=found, state="bad").order_by("line")[:most]
    return [Fault(r.line, words.get(p, "この行"), (r.cells or {}).get(p, ""), text) for r in rows for p, text in (r.faults or {}).items()]


def bad_rows(*, actor: Actor, paper_id: Any) -> bytes:
    """The rows to be mended as the same table, with what to do in a last column; CSV in UTF-8 with BOM."""
    found = _own(actor, paper_id)
    kept = [(p, h) for p, h in zip(found.paths, found.header, strict=True) if p != columns.ERROR]
    words = {c.path: c.label for c in _columns(found)}
    lines = [[*((r.cells or {}).get(p, "") for p, _ in kept), " / ".join(_told(words, r.faults or {}))]
             for r in PaperRow.objects.filter(paper=found, state="bad").order_by("line")]
    return sheets.csv_bytes([[*(h for _, h in kept), ERROR_WORDS], *lines])


def _told(words: dict[str, str], found: dict[str, str]) -> Iterable[str]:
    return (f"{words[p]}：{text}" if p in words else text for p, text in found.items())


def _columns(found: PaperImport) -> list[columns.Column]:
    return columns.columns_of(queries.stored(found.definition_id), plain_context(Facts()))


def _own(actor: Actor, paper_id: Any) -> PaperImport:
    found = PaperImport.objects.filter(pk=paper_id).first()
    if found is None or not actor.may(PERMISSION, section=found.section):
        raise NotFound("paper")
    return found


def template(*, actor: Actor, code: str, kind: str) -> bytes:
    """The empty table with one made-up row: ``csv`` or ``xlsx`` (with a sheet on every column). :raises Refused, NotFound:"""
    key, definition = definition_for(actor, code)
    offered = columns.columns_of(definition, plain_context(Facts()), columns.OFFERED)
    rows = [[c.label for c in offered], [_example(c, example(key)) for c in offered]]
    if kind == "csv":
        return sheets.csv_bytes(rows)
    notes = [["見出し", "項目の名前", "必須", "書けるもの"],
             *([c.label, c.path, "必須" if c.required else "", columns.legend(c)] for c in offered)]
    return sheets.xlsx_bytes(definition.title.ja[:28], rows, notes)


def _example(column: columns.Column, cells: Mapping[str, str]) -> str:
    return timezone.localdate().isoformat() if column.path == columns.RECEIVED else cells.get(column.path, "")
