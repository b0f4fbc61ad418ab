"""``machinami keys rotate``: everything sealed goes under the newest key, batch by batch; ``status``: how much is left.

Put the new key in front (``FIELD_KEYS=new,old``), start every process again, then rotate. Stopped at any point it goes
on from there: what is under the newest key already is left alone. The old key may go when ``left`` is 0.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from machinami.project import keys


class Command(BaseCommand):
    help = "Re-encrypt sealed values under the newest key of FIELD_KEYS, or say how many still wait."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["rotate", "status"])
        parser.add_argument("--batch", type=int, default=200, help="rows in one transaction")
        parser.add_argument("--limit", type=int, default=0, help="stop after so many rows (0: all)")

    def handle(self, what: str, batch: int, limit: int, **options: Any) -> None:
        rows = values = 0
        if what == "rotate":
            for name, changed, found in keys.rotate(batch=max(1, batch), limit=limit):
                rows, values = rows + changed, values + found
                self.stdout.write(f"{name}: {changed}行、{found}件を新しい鍵にしました")
        left = keys.left()
        self.stdout.write("古い鍵は外せます" if not left else f"{left}行がまだ古い鍵です。もう一度 keys rotate を動かしてください")
        self.stdout.write(json.dumps({"rows": rows, "values": values, "left": left}))
