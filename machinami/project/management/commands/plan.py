"""``machinami plan levels``: the 56 initiatives, how far each has come, and what proves it."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand, CommandParser

from machinami.city.initiatives import initiative
from machinami.foundation.levels import levels


class Command(BaseCommand):
    help = "Print number → {level, services, evidence} for all 56 initiatives."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["levels"])

    def handle(self, what: str, **options: object) -> None:
        found = levels()
        for number, level in found.items():
            words = ", ".join((*level.services, *level.capabilities)) or "まだ"
            self.stdout.write(f"{number:2}  段階{level.level}  {initiative(number).short}  {words}")
        self.stdout.write(json.dumps({n: {"level": v.level, "services": list(v.services),
                                          "capabilities": list(v.capabilities), "evidence": list(v.evidence)}
                                      for n, v in found.items()}, ensure_ascii=False))
