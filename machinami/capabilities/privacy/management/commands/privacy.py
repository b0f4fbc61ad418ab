"""``machinami privacy shred [--dry-run]``: erase what is kept no longer; ``runs``: what was erased when; ``holdings``: what is held."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from machinami.capabilities.privacy import actions, queries
from machinami.foundation.actors import system

ACTOR = system("privacy.command")


class Command(BaseCommand):
    help = "Erase what is kept no longer, list what would go, or show the runs and the holdings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["shred", "runs", "holdings"])
        parser.add_argument("--dry-run", action="store_true", help="list what would go; change nothing")
        parser.add_argument("--limit", type=int, default=actions.LIMIT, help="at most so many of each holding")

    def handle(self, what: str, dry_run: bool, limit: int, **options: Any) -> None:
        {"shred": self._dry if dry_run else self._shred, "runs": self._runs, "holdings": self._holdings}[what](max(1, limit))

    def _dry(self, limit: int) -> None:
        found = list(queries.would_go(actor=ACTOR, limit=limit))
        for row in found:
            self.stdout.write(f"{row.holding}: {row.name}（{row.on}から消せます） {row.subject}")
        self.stdout.write(json.dumps({"dry_run": True, "would_go": len(found)}))

    def _shred(self, limit: int) -> None:
        run = actions.shred(actor=ACTOR, limit=limit)
        for holding, counts in (run.counts if run else {}).items():
            self.stdout.write(f"{holding}: 知らせた {counts.get('told', 0)}件、消した {counts.get('erased', 0)}件、"
                              f"消せなかった {counts.get('failed', 0)}件 {counts.get('reason', '')}".rstrip())
        self.stdout.write(json.dumps({"erased": run.erased if run else 0, "told": run.told if run else 0,
                                      "failed": run.failed if run else 0, "run": run.id if run else None}))
        if run and run.failed:
            raise SystemExit(1)

    def _runs(self, limit: int) -> None:
        for run in queries.runs(actor=ACTOR, size=limit).rows:
            self.stdout.write(json.dumps({**asdict(run), "started_at": run.started_at.isoformat(),
                                          "finished_at": run.finished_at.isoformat() if run.finished_at else None}, ensure_ascii=False))

    def _holdings(self, limit: int) -> None:
        for row in queries.holdings()[:limit]:
            self.stdout.write(f"{row.holder}: {row.holding.name}（{row.holding.years}年） {row.holding.erase}")
