"""The circumstances of one request: day, language, register facts, and the door to the file store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from machinami.capabilities.documents import actions as documents
from machinami.capabilities.documents import queries as stored
from machinami.capabilities.procedures.fields.base import Context, Facts
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound


def context_of(actor: Actor, facts: Facts, language: str = "ja", today: date | None = None,
               answers: Mapping[str, Any] | None = None) -> Context:
    """For a signed-in resident: files go to the store, and only own files count."""

    def receive(file: Any, accept: tuple[str, ...]) -> dict[str, Any]:
        row = documents.receive_upload(actor=actor, name=file.name or "", content=file.read(), accept=accept)
        return _value(row)

    def own_upload(upload_id: str) -> dict[str, Any] | None:
        if not stored.owns_upload(account_id=actor.id, upload_id=upload_id):
            return None
        try:
            return _value(stored.upload(upload_id))
        except NotFound:
            return None

    return Context(today=today or timezone.localdate(), language=language, facts=facts, answers=answers or {},
                   receive=receive, own_upload=own_upload)


def plain_context(facts: Facts, language: str = "ja", today: date | None = None,
                  answers: Mapping[str, Any] | None = None) -> Context:
    """For showing and working out: no files are taken."""
    return Context(today=today or timezone.localdate(), language=language, facts=facts, answers=answers or {})


def _value(row: Any) -> dict[str, Any]:
    return {"id": str(row.id), "name": row.name, "media_type": row.media_type, "size": row.size}
