"""Pages of what has come to its end: a case whose day is near, one that is erased, a document whose content is no more, and the runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from machinami.capabilities.cases.models import Case
from machinami.capabilities.documents.models import Document
from machinami.capabilities.privacy import actions as privacy
from machinami.capabilities.procedures.models import Draft
from machinami.foundation.actors import system


def made(near: str, erased: str, paper: Document) -> dict[str, str]:
    """``near`` and ``erased`` are ids of finished cases; ``paper`` a document, which is moved to the latter."""
    today = timezone.localdate()
    Document.objects.filter(pk=paper.pk).update(subject=f"cases.Case:{erased}")
    Case.objects.filter(pk=near).update(delete_after=today + timedelta(days=20))
    Case.objects.filter(pk=erased).update(delete_after=today - timedelta(days=1), erasure_told_on=today - timedelta(days=31))
    privacy.shred(actor=system("scenes"))
    return {"near": near, "erased": erased, "paper": str(paper.verification_code)}


def pages(Scene: Any, found: dict[str, str], begun: str) -> Iterator[Any]:  # noqa: N803
    Draft.objects.filter(pk=begun).update(expires_on=timezone.localdate() + timedelta(days=2))
    yield from (Scene(f"my/cases/{found[name]}/", "ends") for name in ("near", "erased"))
    yield Scene(f"verify/{found['paper']}/", "ends")
    yield from (Scene(p, "ends") for p in (f"apply/{begun}/extend/", "my/"))
