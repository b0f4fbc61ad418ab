"""``machinami backup FOLDER``: databases, documents and keys, while the city hall is open."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from machinami.project import backup


class Command(BaseCommand):
    help = "Back up databases, documents and keys into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keep", type=int, default=0, help="remove all but the newest N backups afterwards")

    def handle(self, folder: Path, keep: int, **options: object) -> None:
        try:
            made = backup.take(folder, keep)
        except (backup.Unusable, OSError) as error:
            raise CommandError(f"控えを作れませんでした: {error}") from error
        self.stdout.write(f"控え {folder / made['name']}（{made['seconds']}秒）。{made['mark']} までに受け付けたものが入っています")
        self.stdout.write(json.dumps({k: made[k] for k in ("name", "mark", "engine", "seconds")} | {"blobs": len(made["blobs"])}))
