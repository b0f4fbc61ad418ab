"""Workers on several machines know who of them lives, and what a dead one was doing is done by another."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from machinami.foundation import schedules
from machinami.foundation.liveness import Watch
from machinami.foundation.tasks import handle_event
from machinami.project import hearts
from machinami.project.hearts import Beating, Living
from machinami.project.models import Heart
from machinami.project.worker import TASKS_A_TURN, Worker, recover, retry


def _running(worker):
    handle_event.enqueue("x:y", "x:y", {})
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(status=TaskResultStatus.RUNNING, worker_ids=[worker])


def _heart(worker, place="another machine", pid=1):
    return Heart.objects.create(pk=worker, place=place, pid=pid, started_at=timezone.now(), seen_at=timezone.now())


@pytest.fixture
def clock():
    return [0.0]


@pytest.fixture
def watcher(clock):
    living = Living()
    living.watch = Watch(hearts.DEAD_AFTER, hearts.DEAD_AFTER / 2, clock=lambda: clock[0])
    return living


@pytest.mark.django_db
def test_a_worker_on_another_machine_keeps_its_task_while_its_heart_beats(clock, watcher):
    """Two machines, one database: ours looks for two minutes, the other works on and then dies."""
    _heart("there")
    _running("there")
    for _ in range(24):
        clock[0] += 5
        Heart.objects.update(beats=F("beats") + 1)
        assert recover(watcher, "here") == 0
    clock[0] += 5
    assert recover(watcher, "here") == 0
    for _ in range(2):
        clock[0] += 5
        recover(watcher, "here")
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY and not Heart.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("jump", [timedelta(days=-1), timedelta(days=1)])
def test_a_clock_that_jumps_kills_nobody(clock, watcher, jump, monkeypatch):
    _heart("there")
    _running("there")
    assert recover(watcher, "here") == 0
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + jump)
    clock[0] += 5
    assert recover(watcher, "here") == 0


@pytest.mark.django_db
def test_a_worker_that_died_on_this_machine_is_known_at_once(watcher):
    """The supervisor starts another within a second; the resident waits for the certificate."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    _heart("before", hearts.place(), gone.pid)
    _running("before")
    assert hearts.place()
    assert recover(watcher, "here") == 1


@pytest.mark.django_db
def test_a_task_of_somebody_without_a_heart_comes_back_after_a_while(clock, watcher):
    """Its row was lost, or it is of a release that kept none."""
    _running("unknown")
    assert recover(watcher, "here") == 0
    back = 0
    for _ in range(3):
        clock[0] += 5
        back += recover(watcher, "here")
    assert back == 1


@pytest.mark.django_db
def test_a_heart_that_was_taken_for_dead_comes_back_by_itself():
    heart = Beating("w")
    heart.beat()
    heart.beat()
    assert (Heart.objects.get().beats, Heart.objects.get().pid) == (1, os.getpid())
    Heart.objects.all().delete()
    heart.beat()
    assert hearts.living()[0] == 1
    Heart.objects.all().delete()
    assert hearts.living() == (0, None)


@pytest.mark.django_db
def test_the_health_page_tells_workers_on_any_machine(client):
    assert client.get("/health", headers={"accept": "application/json"}).status_code == 503
    for worker in ("a", "b"):
        Beating(worker).beat()
    answer = client.get("/health", headers={"accept": "application/json"})
    assert answer.status_code == 200 and answer.json()["checks"]["処理係"]["detail"].startswith("2人")
    Heart.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    assert client.get("/health", headers={"accept": "application/json"}).status_code == 503
    assert connection.vendor in answer.json()["checks"]["データベース"]["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize(("tries", "ago", "enqueued", "again"), [
    (1, 60, 60, 1), (1, 2, 2, 0), (12, 1800, 86400, 0), (12, 3700, 86400, 1), (12, 3700, 8 * 86400, 0), (3, -3600, 60, 1)])
def test_failed_tasks_come_back_after_a_while(tries, ago, enqueued, again):
    """Soon at first, every hour later, for a week; also when the clock was put back in between."""
    handle_event.enqueue("x:y", "x:y", {})
    now = timezone.now()
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, worker_ids=["w"] * tries,
                                enqueued_at=now - timedelta(seconds=enqueued), finished_at=now - timedelta(seconds=ago))
    assert retry() == again
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == again


@pytest.mark.django_db(transaction=True)
def test_a_long_queue_of_tasks_does_not_hold_up_the_rest(monkeypatch):
    """A hundred tasks wait after a busy hour: letters and the record have their turn all the same."""
    done = []
    monkeypatch.setattr("machinami.foundation.tasks.resolve", lambda path: lambda *_, **values: done.append(path))
    for _ in range(TASKS_A_TURN * 3):
        handle_event.enqueue("x:y", "x:y", {})
    worker, looked = Worker(interval=0), []
    monkeypatch.setattr(schedules, "due", lambda: looked.append(len(done) // 2) or [])
    for _ in range(3):
        worker._turn()
    assert looked == [TASKS_A_TURN, 2 * TASKS_A_TURN, 3 * TASKS_A_TURN]
