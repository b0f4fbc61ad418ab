"""Figures for Prometheus at ``/metrics``: of the whole house, from its tables, the same whichever process answers.

Closed by default: open to this machine itself, not through a proxy, or to who knows ``METRICS_TOKEN``.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django_tasks_db.models import DBTaskResult

from machinami import __version__
from machinami.capabilities.audit import queries as audit
from machinami.capabilities.cases import queries as cases
from machinami.capabilities.notices import queries as notices
from machinami.capabilities.payments import queries as payments
from machinami.project.hearts import living

Figure = tuple[str, str, dict[str, str], float]
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def page(request: HttpRequest) -> HttpResponse:
    """:raises Http404: for everybody else: that there are figures is nobody's business."""
    if not _may(request):
        raise Http404
    return HttpResponse(text(figures()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    here = request.META.get("REMOTE_ADDR", "") in ("127.0.0.1", "::1")
    return here and not any(name in request.headers for name in FORWARDED)


def figures() -> Iterator[Figure]:
    """Name, what it says, labels, value. No label names a person or a case."""
    started = time.perf_counter()
    yield "machinami_info", "the version that answers", {"version": __version__}, 1
    workers, age = living()
    yield "machinami_workers", "task workers whose heart beats", {}, workers
    if age is not None:
        yield "machinami_worker_beat_seconds", "seconds since the last heartbeat", {}, age
    for status, number in DBTaskResult.objects.exclude(status="SUCCESSFUL").values_list("status").annotate(n=Count("pk")):
        yield "machinami_tasks", "tasks that are not done", {"status": status.lower()}, number
    yield "machinami_letters_late", "letters waiting for more than ten minutes", {}, notices.late()[0]
    for state, number in notices.webhook_figures().items():
        yield "machinami_webhook_deliveries", "events for partner systems that are not delivered", {"state": state}, number
    yield "machinami_webhooks_disabled", "partners' webhooks switched off after long failing", {}, notices.disabled_webhooks()
    yield "machinami_audit_pending", "records not yet sealed", {}, audit.pending()
    money = payments.figures()
    yield "machinami_ledger_sum_yen", "sum of the ledger, always 0", {}, money["sum"]
    yield "machinami_payments_in_doubt", "payments that a provider is being asked about", {}, money["in_doubt"]
    for code, counts in sorted(cases.counts_by_code().items()):
        yield "machinami_cases", "cases ever received", {"procedure": code}, counts["cases"]
        yield "machinami_cases_open", "cases not closed", {"procedure": code}, counts["open"]
    yield "machinami_metrics_seconds", "how long these figures took", {}, time.perf_counter() - started


def text(rows: Iterator[Figure]) -> str:
    """The text exposition format: the lines of one name together, under its help and type."""
    families: dict[str, list[str]] = {}
    for name, words, labels, value in rows:
        head = [f"# HELP {name} {words}", f"# TYPE {name} gauge"]
        inside = ",".join(f'{k}="{_escape(v)}"' for k, v in labels.items())
        families.setdefault(name, head).append(f"{name}{'{' + inside + '}' if inside else ''} {float(value):g}")
    return "\n".join(line for family in families.values() for line in family) + "\n"


def _escape(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
