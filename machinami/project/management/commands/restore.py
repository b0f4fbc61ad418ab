"""``machinami restore FOLDER/NAME``: put a backup into empty databases and folders, and judge what came back."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from machinami.capabilities.audit import actions, queries
from machinami.capabilities.payments import queries as payments
from machinami.foundation.actors import system
from machinami.project import backup, setup


class Command(BaseCommand):
    help = "Restore a backup into the empty databases and folders of the settings."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path)
        parser.add_argument("--check-only", action="store_true", help="read every file and compare the sums; restore nothing")

    def handle(self, backup: Path, check_only: bool, **options: object) -> None:
        try:
            done = self._check(backup) if check_only else self._restore(backup)
        except (_Unusable, OSError) as error:
            raise CommandError(f"戻せませんでした: {error}") from error
        self.stdout.write(json.dumps(done))
        if not done["ok"]:
            raise SystemExit(1)

    def _check(self, folder: Path) -> dict[str, object]:
        manifest = backup.check(folder)
        self.stdout.write(f"{len(manifest['files'])}個のファイルと{len(manifest['blobs'])}個の文書を読み、すべて合いました")
        return {"ok": True, "mark": manifest["mark"]}

    def _restore(self, folder: Path) -> dict[str, object]:
        setup.create_audit_database()
        done = backup.put_back(folder)
        actions.seal(actor=system("restore"))
        audit, money = queries.verify(), payments.figures()
        self.stdout.write(f"{done['mark']} の控えを{done['restored_in']}秒で戻しました。監査の記録 {audit.links}件"
                          f"{'、連鎖は切れていません' if audit.whole else '、連鎖が切れています'}。台帳の合計 {money['sum']}円")
        return {"ok": audit.whole and money["sum"] == 0, "mark": done["mark"], "seconds": done["restored_in"],
                "links": audit.links, "in_doubt": money["in_doubt"]}


_Unusable = backup.Unusable
