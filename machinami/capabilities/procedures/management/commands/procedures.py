"""``machinami procedures``: publish, list, lint FILE…, schema CODE, fuzz --count N."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from machinami.capabilities.procedures import actions, queries
from machinami.capabilities.procedures.linting import lint_file
from machinami.capabilities.procedures.schema import json_schema
from machinami.foundation.actors import system
from machinami.foundation.errors import NotFound
from machinami.foundation.registry import services


class Command(BaseCommand):
    help = "Publish, list, check and try the definitions of procedures"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("publish", help="publish what differs from the last version")
        verbs.add_parser("list", help="the procedures and their versions")
        lint = verbs.add_parser("lint", help="check files (all that services ship, without one)")
        lint.add_argument("files", nargs="*", type=Path)
        schema = verbs.add_parser("schema", help="the JSON Schema of a procedure")
        schema.add_argument("code")
        schema.add_argument("--version", dest="number", type=int, default=None)
        fuzz = verbs.add_parser("fuzz", help="made-up payloads against the schema")
        fuzz.add_argument("--count", type=int, default=1000)
        fuzz.add_argument("--seed", type=int, default=1)
        fuzz.add_argument("--code", default="")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        getattr(self, f"_{verb}")(**options)

    def _last(self, **values: Any) -> None:
        self.stdout.write(json.dumps(values, ensure_ascii=False))

    def _publish(self, **_: Any) -> None:
        published = actions.publish_definitions(actor=system("command"))
        self.stdout.write("\n".join(f"公開しました: {p}" for p in published) or "変わったものはありません")
        self._last(published=published)

    def _list(self, **_: Any) -> None:
        rows = []
        for d in queries.all_definitions():
            last = next(iter(queries.versions(d.code)), None)
            number = last.version if last else 0
            self.stdout.write(f"{d.code:28} 第{number}版  {len(d.fields):3}項目  {d.title.ja}")
            rows.append({"code": d.code, "version": number, "fields": len(d.fields), "section": d.section})
        self._last(procedures=rows)

    def _lint(self, *, files: list[Path], **_: Any) -> None:
        paths = files or [s.procedure_file for s in services() if s.procedure_file]
        errors = warnings = 0
        for path in paths:
            found = lint_file(path)
            errors += sum(f.level == "error" for f in found)
            warnings += sum(f.level == "warning" for f in found)
            self.stdout.write(f"{path}: {'よい' if not found else ''}")
            for finding in found:
                self.stdout.write(f"  {finding}")
        self._last(files=len(paths), errors=errors, warnings=warnings)
        if errors:
            raise CommandError(f"{errors}件を直してください")

    def _schema(self, *, code: str, number: int | None, **_: Any) -> None:
        try:
            definition = queries.definition(code, number)
        except NotFound as error:
            raise CommandError(f"{code} という手続きはありません") from error
        self.stdout.write(json.dumps(json_schema(definition, number), ensure_ascii=False))

    def _fuzz(self, *, count: int, seed: int, code: str, **_: Any) -> None:
        try:
            from machinami.capabilities.procedures.fuzzing import fuzz

            began = time.perf_counter()
            definitions = [d for d in queries.all_definitions() if code in ("", d.code)]
            tallies = fuzz(definitions, count, seed)
        except ModuleNotFoundError as error:
            raise CommandError("jsonschema が必要です（開発用の依存を入れてください）") from error
        for name, t in tallies.items():
            self.stdout.write(f"{name:28} {t.payloads:6}件 受理 {t.accepted:6} 却下 {t.refused:6} "
                              f"誤って受理 {t.wrongly_accepted} 正しいのに却下 {t.refused_good}")
            for example in t.examples[:3]:
                self.stdout.write(f"  {example}")
        total = {k: sum(getattr(t, k) for t in tallies.values())
                 for k in ("payloads", "accepted", "refused", "wrongly_accepted", "refused_good")}
        self._last(**total, procedures=len(tallies), seconds=round(time.perf_counter() - began, 1))
        if total["wrongly_accepted"] or total["refused_good"]:
            raise CommandError("スキーマと判定が食い違いました")
