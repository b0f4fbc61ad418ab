"""``machinami ledger check``: the ledger sums to zero and nothing is in doubt."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand, CommandParser

from machinami.capabilities.payments import actions, ledger, queries
from machinami.foundation.actors import system


class Command(BaseCommand):
    help = "Check the ledger, or reconcile with the providers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["check", "reconcile"])

    def handle(self, what: str, **options: object) -> None:
        settled = actions.reconcile(actor=system("ledger.command"), older_than=0) if what == "reconcile" else 0
        for row in queries.trial_balance():
            self.stdout.write(f"{row.code:40} {row.balance:>14,}円")
        figures = {**queries.figures(), "unbalanced": ledger.unbalanced(), "settled": settled}
        self.stdout.write(json.dumps(figures, ensure_ascii=False))
        if figures["sum"] or figures["unbalanced"]:
            raise SystemExit(1)
