"""``machinami serve``: make ready and open the city hall on this machine."""

from __future__ import annotations

import os
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from machinami.project import again, serve, setup


class Command(BaseCommand):
    help = "Migrate, load the demonstration city, and serve pages, events and tasks."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--population", type=int, default=2000, help="how many synthetic residents")
        parser.add_argument("--workers", type=int, default=max(1, min(2, os.cpu_count() or 1)))
        parser.add_argument("--task-workers", type=int, default=1)
        parser.add_argument("--prepare-only", action="store_true", help="make ready and stop")

    def handle(self, host: str, port: int, population: int, workers: int, task_workers: int,
               prepare_only: bool, **options: object) -> None:
        started = time.monotonic()
        taken = [] if prepare_only else serve.taken(host, port, demo=settings.DEMO_DOORS)
        if taken:
            raise CommandError(
                f"ポート {', '.join(map(str, taken))} は、ほかのプログラムが使っています（もう開いている machinami かもしれません）。"
                f"それを終えるか、--port {port + 10} のように別の番号を選んでください")
        setup.prepare(population, self._say)
        if prepare_only:
            return
        self._say(f"準備ができました（{time.monotonic() - started:.1f}秒）。開いています…")
        words = _words(os.environ.get("BASE_URL", f"http://{host}:{port}"))
        self.stdout.write("\n".join(words))
        how = {"host": host, "port": port, "workers": workers, "task_workers": task_workers, "demo": settings.DEMO_DOORS}
        again.keep(sys.argv[2:], words, how)
        serve.become(**how)

    def _say(self, words: str) -> None:
        self.stdout.write(f"· {words}")
        self.stdout.flush()


def _words(url: str) -> list[str]:
    """What is said when it opens."""
    found = ["", f"  住民  {url}/ja/      職員  {url}/desk/      API  {url}/api/v1/docs",
             f"  計画  {url}/ja/plan/ 稼働  {url}/health"]
    if settings.DEMO_DOORS:
        found += ["  住民のサインイン: 合成された住民から選びます（試験用の認証）",
                  f"  職員のサインイン: {', '.join(s[0] for s in setup.DEMO_STAFF)}"
                  f" / パスワード {setup.DEMO_PASSWORD} / 確認コード machinami demo-staff"]
    return [*found, "  終わるときは Ctrl-C", ""]
