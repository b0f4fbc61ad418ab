"""``machinami audit verify``: walk the chain and say whether it is whole."""

from __future__ import annotations

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandParser

from machinami.capabilities.audit import actions, queries
from machinami.foundation.actors import system


class Command(BaseCommand):
    help = "Verify or seal the audit chain."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify", "seal"])

    def handle(self, what: str, **options: object) -> None:
        sealed = actions.seal(actor=system("audit.command"))
        result = queries.verify()
        self.stdout.write(f"新しくつないだ記録 {sealed}件 / 連鎖 {result.links}件 / 未封 {result.pending}件")
        self.stdout.write("連鎖は切れていません" if result.whole else f"{result.broken_at}番目で連鎖が切れています")
        self.stdout.write(json.dumps({**asdict(result), "whole": result.whole, "sealed": sealed}))
        if not result.whole:
            raise SystemExit(1)
