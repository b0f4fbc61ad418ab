"""Sixty people press 申請する in the same second. Each waits a turn, nobody is told 「database is locked」, and what is
told as received is on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from django.db import transaction
from django.db.utils import OperationalError

from machinami.foundation.sqlite import base, queue

OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": 5, "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"}


def connect(path, **options):
    settings = {"NAME": str(path), "ENGINE": "machinami.foundation.sqlite", "OPTIONS": {**OPTIONS, **options}, "TIME_ZONE": None,
                "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
    return base.DatabaseWrapper(settings, alias="queue-test")


@pytest.fixture(autouse=True)
def _own_files(django_db_blocker):
    """These tests open files of their own, not the tests' database."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def path(tmp_path):
    keeper = connect(tmp_path / "city.sqlite3")
    with keeper.cursor() as cursor:
        cursor.execute("CREATE TABLE t (n INTEGER)")
        cursor.execute("INSERT INTO t VALUES (0)")
    yield tmp_path / "city.sqlite3"
    keeper.close()


def write(connection, statement="UPDATE t SET n = n + 1"):
    """What ``transaction.atomic`` does, on a connection that no setting names."""
    connection.ensure_connection()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.set_autocommit(True)


def test_many_writers_in_threads_lose_nothing_and_none_is_turned_away(path):
    failed = []

    def work():
        connection = connect(path)
        try:
            for _ in range(10):
                write(connection)
        except OperationalError as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(12)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    with connect(path).cursor() as cursor:
        assert (failed, cursor.execute("SELECT n FROM t").fetchone()[0]) == ([], 120)


def test_a_commit_is_told_only_after_the_log_is_flushed(path, monkeypatch):
    events = []
    monkeypatch.setattr(queue, "_flush", lambda file: events.append(os.fstat(file).st_size))
    connection = connect(path)
    write(connection)
    assert len(events) == 1 and events[0] == Path(f"{path}-wal").stat().st_size > 0
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2, "single statements flush by themselves"
        cursor.execute("SELECT n FROM t")
    with pytest.raises(OperationalError):
        write(connection, "UPDATE nothing SET n = 1")
    assert len(events) == 1, "what is rolled back needs no flush"


def test_a_disk_that_does_not_flush_is_no_success(path, monkeypatch):
    def broken(file):
        raise OSError("no space")

    monkeypatch.setattr(queue, "_flush", broken)
    with pytest.raises(OperationalError, match="flushed"):
        write(connect(path))


def test_those_who_committed_before_a_flush_began_need_no_flush_of_their_own(path, monkeypatch):
    flushes, slow = [], threading.Event()

    def flush(file):
        flushes.append(file)
        slow.wait(5)

    monkeypatch.setattr(queue, "_flush", flush)
    turns = queue.of(str(path))
    connection = connect(path)
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE t SET n = 1")
    threads = [threading.Thread(target=turns.settle) for _ in range(8)]
    [t.start() for t in threads]
    while turns._written < 8:
        time.sleep(0.01)
    slow.set()
    [t.join() for t in threads]
    assert len(flushes) == 2, "one for whoever came first, one for the seven who came while it ran"


def test_a_writer_that_is_killed_leaves_the_queue_open(path):
    holder = subprocess.Popen([sys.executable, "-c", textwrap.dedent("""
        import sys, time
        from machinami.foundation.sqlite import queue
        queue.of(sys.argv[1]).take(5)
        print("holds", flush=True)
        time.sleep(60)
    """), str(path)], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"holds\n"
    done = threading.Event()

    def work():
        write(connect(path))
        done.set()

    threading.Thread(target=work, daemon=True).start()
    assert not done.wait(0.3), "another process has the turn"
    holder.kill()
    assert done.wait(5)
    holder.wait()
    holder.stdout.close()


def test_who_waits_too_long_is_told_so(path):
    turns = queue.of(str(path))
    turns.take(1)
    try:
        with pytest.raises(OperationalError, match="locked"):
            write(connect(path, timeout=0.05))
    finally:
        turns.leave()


def test_a_log_made_anew_is_the_one_that_is_flushed(path):
    write(connect(path))
    turns = queue.of(str(path))
    first = os.fstat(turns._file).st_ino if turns._file is not None else None
    Path(f"{path}-wal").rename(f"{path}-old")
    Path(f"{path}-wal").touch()
    turns.settle()
    assert os.fstat(turns._file).st_ino == Path(f"{path}-wal").stat().st_ino != first


def test_the_settings_use_it():
    assert transaction.get_connection().vendor != "sqlite" or isinstance(transaction.get_connection(), base.DatabaseWrapper)
