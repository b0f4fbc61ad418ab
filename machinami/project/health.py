"""Is everything there? For people (HTML) and for monitors (JSON by Accept)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django_tasks_db.models import DBTaskResult

from machinami import __version__
from machinami.capabilities.documents import queries as documents
from machinami.capabilities.notices import queries as notices
from machinami.foundation.registry import services
from machinami.project.hearts import living
from machinami.project.unavailable import without_memory


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    ok: bool
    detail: str


def _database(alias: str) -> Callable[[], str]:
    def check() -> str:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
        return connections[alias].vendor
    return check


def _worker() -> str:
    number, age = living()
    if age is None or not number:
        raise RuntimeError("処理係（worker）が動いていません。script/server か machinami worker で始めてください")
    return f"{number}人、{age:.0f}秒前"


def _tasks() -> str:
    """What stumbled is tried again, so it is told and does not close the door; monitors watch the figure in /metrics."""
    number = dict(DBTaskResult.objects.filter(status__in=("READY", "RUNNING", "FAILED"))
                  .values_list("status").annotate(number=Count("pk")))
    failed = number.get("FAILED", 0)
    return f"待ち{number.get('READY', 0)}件、つまずいた{failed}件" + ("（記録（ログ）に理由があります）" if failed else "")


def _letters() -> str:
    late, reason = notices.late()
    return f"遅れ{late}通" + (f"（{reason}）" if late else "")


def _cache() -> str:
    """Without Redis all goes on, a little slower: told, and no reason to close the door."""
    if not settings.REDIS_URL:
        return "このプロセスの中"
    return "Redis" if cache.reachable() else "Redis につながりません。各プロセスの中で続けています"  # type: ignore[attr-defined]


def _scanner() -> str:
    """Away, files are still taken and wait for it: told, and no reason to close the door."""
    said, waiting = documents.scanner()
    return f"{said}、検査待ち{waiting}件"


def checks() -> list[Check]:
    database = _run("データベース", _database("default"))
    if not database.ok:  # the others would each wait for it
        return [database]
    found: list[tuple[str, Callable[[], str]]] = [
        ("監査のデータベース", _database("audit")), ("処理係", _worker), ("仕事", _tasks), ("手紙", _letters), ("キャッシュ", _cache),
        *([("ウイルスの検査", _scanner)] if settings.SCANNER_URL else []),
    ]
    for service in services():
        if service.has("health"):
            found += [(f"{service.manifest.title.ja}: {n}", f) for n, f in service.module("health").CHECKS.items()]
    return [database, *(_run(name, function) for name, function in found)]


def _run(name: str, function: Callable[[], str]) -> Check:
    started = time.perf_counter()
    try:
        detail = function()
    except Exception as error:
        return Check(name, False, str(error)[:200])
    return Check(name, True, f"{detail} ({(time.perf_counter() - started) * 1000:.0f} ms)")


def page(request: HttpRequest) -> HttpResponse:
    without_memory(request)
    rows = checks()
    status = 200 if all(r.ok for r in rows) else 503
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"ok": status == 200, "version": __version__,
                             "checks": {r.name: {"ok": r.ok, "detail": r.detail} for r in rows}}, status=status)
    return render(request, "project/health.html", {"rows": rows, "version": __version__}, status=status)


def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")
