"""The task that carries one event to one durable subscriber, and what every task keeps of where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django_tasks import task

from machinami.foundation.events import resolve
from machinami.foundation.tracing import Span, carried, request_id, span, traced


@task()
def handle_event(subscriber: str, event_type: str, payload: dict[str, Any], carried: str = "") -> None:
    """:param carried: in tasks that the release before this one queued (:func:`taken_up` reads it)."""
    resolve(subscriber)(resolve(event_type)(**payload))


@receiver(pre_save, sender="django_tasks_database.DBTaskResult", dispatch_uid="machinami.carried")
def _keep(sender: Any, instance: Any, **_: Any) -> None:
    """Beside a task's arguments, where a worker of the release before does not look: no column, no other signature."""
    if instance._state.adding and (here := carried()):
        instance.args_kwargs["carried"] = here


@contextmanager
def taken_up(row: Any) -> Iterator[Span]:
    """Within: the request that queued the task, and the task's run as a step of its trace.

    :param row: a ``DBTaskResult`` that was claimed.
    """
    args = row.args_kwargs["args"]
    event = row.task_path == handle_event.module_path
    came = row.args_kwargs.get("carried") or (args[3] if event and len(args) > 3 else "")
    name = str(args[0] if event else row.task_path).removeprefix("machinami.")
    with traced(came), span(f"task {name}", kind="consumer", attributes={
            "machinami.request_id": request_id.get(), "machinami.attempt": len(row.worker_ids)}) as step:
        yield step
