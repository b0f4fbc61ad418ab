"""For tests: run what is queued, as the worker would."""

from __future__ import annotations

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from machinami.foundation.tasks import taken_up


def run_tasks(limit: int = 500) -> int:
    """Run queued tasks (and those they queue) in order; a task that fails raises here. Returns how many ran."""
    for count in range(limit):
        row = DBTaskResult.objects.filter(status=TaskResultStatus.READY).order_by("enqueued_at", "id").first()
        if row is None:
            return count
        row.claim("test")
        with taken_up(row):
            row.task.func(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        row.set_successful(None)
    raise AssertionError("tasks without end")
