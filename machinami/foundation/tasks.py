"""The task that carries one event to one durable subscriber."""

from __future__ import annotations

from typing import Any

from django_tasks import task

from machinami.foundation.events import resolve
from machinami.foundation.tracing import traced


@task()
def handle_event(subscriber: str, event_type: str, payload: dict[str, Any], carried: str = "") -> None:
    with traced(carried):
        resolve(subscriber)(resolve(event_type)(**payload))
