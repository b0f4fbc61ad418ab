"""Reading procedures: what they are (public), and one's own drafts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from machinami.capabilities.procedures import loading, searching
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.facts import from_json
from machinami.capabilities.procedures.models import DefinitionVersion, Draft
from machinami.capabilities.procedures.types import DraftRow, VersionRow
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound
from machinami.foundation.i18n import Text
from machinami.foundation.registry import services


@lru_cache(maxsize=512)
def _stored(version_id: Any) -> Definition:
    """A published version never changes, so a process reads and builds it once."""
    content = DefinitionVersion.objects.values_list("content", flat=True).get(pk=version_id)
    return loading.from_canonical(loading.canonical(content))


@lru_cache(maxsize=1)
def shipped() -> tuple[tuple[Definition, dict[str, Any]], ...]:
    """The definitions in the services' folders, with their contents; read once per process."""
    files = [s.procedure_file for s in services()]
    return tuple(loading.load(f) for f in files if f is not None)


def definition(code: str, version: int | None = None) -> Definition:
    """The definition of a version; without one, the newest that the installed services ship.

    :raises NotFound: for an unknown code or version.
    """
    if version is None:
        found = next((d for d, _ in shipped() if d.code == code), None)
        if found is None:
            raise NotFound("procedure")
        return found
    row = DefinitionVersion.objects.filter(code=code, version=version).values_list("pk", flat=True).first()
    if row is None:
        raise NotFound("procedure")
    return _stored(row)


def all_definitions() -> list[Definition]:
    """The procedures that can be applied for, by code."""
    return [d for d, _ in shipped()]


def versions(code: str) -> list[VersionRow]:
    """Published versions, newest first."""
    return [VersionRow(str(v.pk), v.code, v.version, v.checksum, v.effective_from, v.published_at)
            for v in DefinitionVersion.objects.filter(code=code).order_by("-version").defer("content")]


def search(text: str, language: str = "ja") -> list[Definition]:
    """Procedures that fit what was typed, best first: any script, readings, other languages, one slip of the finger."""
    by_code = {d.code: d for d, _ in shipped()}
    return [by_code[code] for code in searching.index().find(text, language)]


def draft(*, actor: Actor, draft_id: Any) -> DraftRow:
    """One's own draft. :raises NotFound: for another's, one that ran out, or none."""
    row = Draft.objects.select_related("definition").defer("definition__content").filter(
        pk=draft_id, account_id=actor.id).first() if actor.kind == "resident" else None
    if row is None:
        raise NotFound("draft")
    return draft_row(row)


def my_drafts(*, actor: Actor) -> list[DraftRow]:
    """One's own open drafts, the last touched first."""
    if actor.kind != "resident":
        return []
    rows = Draft.objects.select_related("definition").defer("definition__content").filter(
        account_id=actor.id, case=None).order_by("-updated_at")
    return [draft_row(r) for r in rows]


def draft_row(row: Draft) -> DraftRow:
    found = _stored(row.definition_id)
    return DraftRow(
        id=str(row.pk), code=row.code, version=row.definition.version, title=Text.of(found.title), definition=found,
        answers=row.answers, facts=from_json(row.facts), visited=frozenset(row.visited), revision=row.revision,
        question=row.question, updated_at=row.updated_at, expires_on=row.expires_on,
        case_id=str(row.case_id) if row.case_id else None, charge_id=str(row.charge) if row.charge else None)
