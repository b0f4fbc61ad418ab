"""The record of personal-data processing, built from what manifests declare; what would be erased, and what was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from machinami.capabilities.privacy.models import Run
from machinami.capabilities.privacy.ports import Shredder
from machinami.capabilities.privacy.types import DueRow, RunRow
from machinami.foundation.actors import Actor
from machinami.foundation.events import resolve
from machinami.foundation.manifest import Holding
from machinami.foundation.pages import Page
from machinami.foundation.registry import capabilities, services


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """One holding and who declares it (``capability`` or ``service`` code)."""

    holder: str
    holding: Holding


def holdings() -> tuple[HoldingRow, ...]:
    """個人情報ファイルの一覧 (個人情報の保護に関する法律第75条), from the manifests."""
    rows = [HoldingRow(code, h) for code, m in sorted(capabilities().items()) for h in m.personal_data]
    rows += [HoldingRow(s.code, h) for s in services() for h in s.manifest.personal_data]
    return tuple(rows)


def shredders() -> list[tuple[str, Shredder]]:
    """(holding, its shredder) of every holding that has one of its own."""
    return [(r.holding.name, resolve(r.holding.erase)) for r in holdings() if ":" in r.holding.erase]


def would_go(*, actor: Actor, limit: int = 5_000) -> Iterator[DueRow]:
    """What a run would erase now. Changes nothing and tells nobody."""
    actor.require("privacy.view_holdings")
    today = timezone.localdate()
    for holding, shredder in shredders():
        yield from (DueRow(holding, d.subject, d.name, d.on) for d in shredder.due(today, limit))


def runs(*, actor: Actor, page: int = 1, size: int = 20) -> Page[RunRow]:
    """The runs, newest first."""
    actor.require("privacy.view_holdings")
    rows = Run.objects.order_by("-started_at")
    return Page([run_row(r) for r in rows[(page - 1) * size: page * size]], page, size, rows.count())


def run_row(run: Run) -> RunRow:
    return RunRow(str(run.pk), run.started_at, run.finished_at, run.by, run.state, run.counts)
