"""Reading working copies: their tree, faults, differences and history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from machinami.capabilities.authoring import differing, labels, paths
from machinami.capabilities.authoring.models import Step, Trial, WorkingCopy
from machinami.capabilities.authoring.shapes import model_at, parts, shapes
from machinami.capabilities.authoring.types import CopyRow, Difference, Fault, StepRow
from machinami.capabilities.procedures import loading
from machinami.capabilities.procedures import queries as procedures
from machinami.capabilities.procedures.definition import Definition
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound
from machinami.foundation.pages import Page

OPEN = ("editing", "proposed")


def copy_row(row: WorkingCopy) -> CopyRow:
    return CopyRow(str(row.pk), row.code, row.title, row.section, row.base_version, row.content, row.revision, row.state,
                   tuple(row.writers), row.effective_from, row.note, row.reason, row.published_version, row.updated_at,
                   row.updated_by)


def copy(*, actor: Actor, copy_id: Any) -> CopyRow:
    """:raises NotFound: for none, or one of a section out of reach."""
    row = WorkingCopy.objects.filter(pk=copy_id).first()
    if row is None or not _may(actor, row.section):
        raise NotFound("working copy")
    return copy_row(row)


def _may(actor: Actor, section: str) -> bool:
    return actor.may("authoring.edit", section=section) or actor.may("authoring.approve", section=section)


def copies(*, actor: Actor, state: str = "open", page: int = 1, size: int = 30) -> Page[CopyRow]:
    """Working copies within the actor's sections, the last changed first. ``state``: open, or one of theirs."""
    rows = WorkingCopy.objects.filter(state__in=OPEN if state == "open" else [state]).order_by("-updated_at")
    if not actor.all_sections and actor.kind != "system":
        rows = rows.filter(section__in=actor.sections)
    if not (actor.may("authoring.edit") or actor.may("authoring.approve")):
        rows = rows.none()
    total = rows.count()
    return Page([copy_row(r) for r in rows.defer("writers")[(page - 1) * size: page * size]], page, size, total)


def steps(*, actor: Actor, copy_id: Any, page: int = 1, size: int = 50) -> Page[StepRow]:
    """What was done to a working copy, the last first."""
    copy(actor=actor, copy_id=copy_id)
    rows = Step.objects.filter(copy_id=copy_id).order_by("-revision").defer("before")
    found = [StepRow(s.revision, s.at, s.actor_name, s.what) for s in rows[(page - 1) * size: page * size]]
    return Page(found, page, size, rows.count())


def definition(content: dict[str, Any]) -> Definition | None:
    """The definition, or None while it does not hold together yet."""
    try:
        return loading.from_canonical(loading.canonical(content))
    except (ValidationError, ValueError):
        return None


def faults(content: dict[str, Any]) -> list[Fault]:
    """What still has to be mended, each with the editor's page for it."""
    return [Fault(f.level, *_place(content, f.path), f.message.removeprefix("Value error, ")) for f in procedures.findings(content)]


def _place(content: dict[str, Any], path: str) -> tuple[str, str]:
    """``sections.child.children.label`` or ``sections.0.questions.1.…`` → the page and its name in words."""
    held: Any = content
    at: list[str | int] = []
    page: tuple[str | int, ...] = ()
    words: list[str] = []
    for step in path.split("."):
        found = _step(held, step)
        if found is None:
            break
        at.append(found)
        held = held[found]
        if isinstance(found, int):
            page = tuple(at)
            words.append(differing.name_of(held, found))
        elif isinstance(held, list) and not isinstance(found, int):
            continue
    return paths.show(page), " › ".join(words)


def _step(held: Any, step: str) -> str | int | None:
    if isinstance(held, dict):
        for inner in ("questions", "fields", "options"):
            if step not in held and isinstance(held.get(inner), list):
                return inner
        return step if step in held else None
    if isinstance(held, list):
        if step.isdigit() and int(step) < len(held):
            return int(step)
        return next((n for n, item in enumerate(held) if differing.key_of(item, n) == step), None)
    return None


def against_base(row: CopyRow) -> list[Difference]:
    """What the working copy changes of the version it began from; everything, for a new procedure."""
    before = procedures.content(row.code, row.base_version) if row.base_version else {}
    return differing.differences(before, row.content)


def between(code: str, older: int, newer: int) -> list[Difference]:
    """What differs between two published versions."""
    return differing.differences(procedures.content(code, older), procedures.content(code, newer))


def tree(content: dict[str, Any]) -> list[tuple[str, int, str, str]]:
    """Every page of the editor below the whole: (page, depth, name, what it is)."""
    return list(_tree(content))


def _tree(content: dict[str, Any]) -> Iterator[tuple[str, int, str, str]]:
    for path, model, held in parts(content):
        if path:
            depth = sum(isinstance(p, int) for p in path)
            what = labels.kind(held.get("kind", "")) if "kind" in held and model.__name__.endswith("Field") else labels.label(
                "", str(path[-2])).words
            yield paths.show(path), depth, differing.name_of(held, int(path[-1])), what


def lists(content: dict[str, Any], page: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The lists of a page: (place, name, [(page, name) of each item]); those within its parts too."""
    path = paths.parse(page)
    return list(_lists(paths.get(content, path, {}), model_at(content, path), path))


def _lists(held: Any, model: Any, path: paths.Path) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    for shape in shapes(model):
        here = (*path, shape.name)
        value = held.get(shape.name) if isinstance(held, dict) else None
        if shape.kind == "list":
            items = [(paths.show((*here, n)), differing.name_of(i, n)) for n, i in enumerate(value or [])]
            yield paths.show(here), labels.label(model.__name__, shape.name).words, items
        elif shape.kind == "part" and isinstance(value, dict):
            yield from _lists(value, shape.models[0], here)


def trial_answers(*, actor: Actor, copy_id: Any, sample: str) -> dict[str, Any] | None:
    """What this member of staff answered so far as a sample person; None before beginning."""
    copy(actor=actor, copy_id=copy_id)
    return Trial.objects.filter(copy_id=copy_id, staff=actor.id, sample=sample).values_list("answers", flat=True).first()
