"""``machinami rules``: evaluate DIR (case files against the rules), explain FILE (why), list (the variables)."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from machinami.capabilities.rules import case_files, judging, variables
from machinami.capabilities.rules.explaining import lines
from machinami.capabilities.rules.types import RulesError


class Command(BaseCommand):
    help = "Run case files against the rules; list what the rules compute"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        evaluate = verbs.add_parser("evaluate", help="YAML cases of a folder: which pass, which do not and why, which ask for more than is computed")
        evaluate.add_argument("folder", type=Path)
        evaluate.add_argument("--law-known", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD",
                              help="judge by what was promulgated by this day (cases written before a change of the law)")
        evaluate.add_argument("--explained", type=Path, default=judging.EXPLAINED, help="another file of explained misses")
        explain = verbs.add_parser("explain", help="why the values of one case of a file are what they are")
        explain.add_argument("file", type=Path)
        explain.add_argument("--case", type=int, default=1, help="which of the file's cases, from 1")
        verbs.add_parser("list", help="variables with entity, period and article")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        getattr(self, f"_{verb}")(**options)

    def _last(self, **values: Any) -> None:
        self.stdout.write(json.dumps(values, ensure_ascii=False))

    def _list(self, **_: Any) -> None:
        found = variables.all_variables()
        for v in found:
            laws = "; ".join(f"{x.law}{'' if x.verified else '（未確認）'}" for x in v.versions) or "世帯が答えること"
            self.stdout.write(f"{v.entity:4} {v.name:24} {v.period:6} {laws}")
        self._last(variables=len(found), computed=sum(bool(v.versions) for v in found))

    def _explain(self, *, file: Path, case: int, **_: Any) -> None:
        try:
            cases = case_files.read(file)
            if not 1 <= case <= len(cases):
                raise CommandError(f"{file.name} には{len(cases)}件あります。--case にその番号を書いてください")
            said = judging.explain(cases[case - 1])
        except RulesError as error:
            raise CommandError(str(error)) from error
        for one in said:
            self.stdout.write("\n".join(lines(one)))
        self._last(variables=sum(1 for one in said for _ in one.everything()),
                   unverified=sorted({name for one in said for name in one.unverified}))

    def _evaluate(self, *, folder: Path, law_known: date | None, explained: Path, **_: Any) -> None:
        try:
            report = judging.Report(list(judging.judge_folder(folder, law_known, judging.explained(explained))))
        except (RulesError, OSError) as error:
            raise CommandError(str(error)) from error
        for file, tally in report.by_file().items():
            self.stdout.write(f"{file}: 合う {tally['passed']}  合わない {tally['failed']}  計算しない {tally['unsupported']}")
        for outcome in report.of("failed"):
            self.stdout.write(f"{'説明あり' if outcome.why else '説明なし'} {outcome.case.key} {outcome.case.name}")
            for difference in outcome.differences:
                self.stdout.write(f"  {difference}")
            if outcome.why:
                self.stdout.write(f"  理由: {outcome.why}")
        if report.wanted:
            self.stdout.write("計算しない項目（件数）: " + "、".join(f"{n} {c}" for n, c in report.wanted.most_common()))
        passed, failed, unsupported = (len(report.of(s)) for s in ("passed", "failed", "unsupported"))
        self._last(passed=passed, failed=failed, supported=passed + failed, unsupported=unsupported,
                   explained=failed - len(report.unexplained), unexplained=len(report.unexplained))
        if report.unexplained:
            raise CommandError(f"説明のない食い違いが{len(report.unexplained)}件あります。条文を確かめ、きまりを直すか、理由を書いてください")
