"""A task that fails for a moment is tried again, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from machinami.foundation.tasks import handle_event
from machinami.project.worker import TRIES, retry


@pytest.mark.django_db
@pytest.mark.parametrize(("tries", "ago", "again"), [(1, 60, 1), (1, 2, 0), (TRIES, 600, 0), (2, 7200, 0)])
def test_failed_tasks_come_back_after_a_while(tries, ago, again):
    handle_event.enqueue("x:y", "x:y", {})
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, worker_ids=["w"] * tries,
                                finished_at=timezone.now() - timedelta(seconds=ago))
    assert retry() == again
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == again
