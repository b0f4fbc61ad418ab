"""For tests: run what is queued, as the worker would."""

from __future__ import annotations

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult


def run_tasks(limit: int = 500) -> int:
    """Run queued tasks (and those they queue) in order; a task that fails raises here. Returns how many ran."""
    for count in range(limit):
        row = DBTaskResult.objects.filter(status=TaskResultStatus.READY).order_by("enqueued_at", "id").first()
        if row is None:
            return count
        row.claim("test")
        row.task.func(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        row.set_successful(None)
    raise AssertionError("tasks without end")
