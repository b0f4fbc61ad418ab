"""``machinami documents scan [--everything]``: ask the virus scanner about what waits for it, or about every file that is kept."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from machinami.capabilities.documents import actions, queries
from machinami.foundation.actors import system


class Command(BaseCommand):
    help = "Ask the virus scanner about kept files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["scan"])
        parser.add_argument("--everything", action="store_true", help="also what was clean before: signatures are newer now")

    def handle(self, what: str, everything: bool, **options: Any) -> None:
        said, _ = queries.scanner()
        self.stdout.write(f"検査: {said or 'なし（SCANNER_URL を設定してください）'}")
        found = actions.scan_uploads(actor=system("documents.command"), everything=everything)
        left = found.get("away", 0) + found.get("unasked", 0)
        self.stdout.write(f"問題なし {found.get('clean', 0)}件、ウイルスあり {found.get('infected', 0)}件、検査できなかったもの {left}件")
        ok = bool(said) and not left
        self.stdout.write(json.dumps({"scanner": said, **found, "ok": ok}, ensure_ascii=False))
        if not ok:
            raise SystemExit(1)
