"""The same city hall on real engines by setting: a PostgreSQL with a replica that follows it, and a Redis for several processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.city_hall import ROOT
from tests.engines import Postgres, Valkey

pytestmark = pytest.mark.fault


def _python(code: str, **environment: str) -> str:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", f"import django; django.setup()\n{code}"], capture_output=True,
                          text=True, cwd=ROOT, timeout=120, env={
                              **os.environ, "DJANGO_SETTINGS_MODULE": "machinami.project.settings", **environment})
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


@pytest.fixture
def databases():
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    first = Postgres(folder / "first")
    second = first.replica(folder / "second")
    yield first, second
    second.stop()
    first.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_counts_ask_the_replica_and_everything_else_the_first_database(databases, tmp_path):
    """The plan page's figures come from the copy; a decision never does; when the copy dies its figures come all the same."""
    first, second = databases
    settings = {"DATABASE_URL": first.url, "DATABASE_REPLICA_URL": second.url, "AUDIT_DATABASE_URL": "",
                "MACHINAMI_VAR": str(tmp_path)}
    _python("from machinami.project import setup; setup.prepare(0, lambda words: None)", **settings)
    code = """
from django.db import connection, connections, transaction
from machinami.capabilities.cases import queries
from machinami.capabilities.cases.models import Case
from machinami.foundation.replicas import lag_tolerant
@lag_tolerant
def asked():
    return Case.objects.all().db
queries.counts_by_code()
with transaction.atomic():
    inside = asked()
with connections["replica"].cursor() as cursor:
    cursor.execute("SELECT pg_is_in_recovery()")
    recovering = cursor.fetchone()[0]
print(asked(), inside, Case.objects.all().db, recovering)
"""
    _until_followed(first, second)
    assert _python(code, **settings) == "replica default default True"
    second.kill()
    assert _python("from machinami.capabilities.cases import queries; print(queries.counts_by_code())", **settings) == "{}"


def _until_followed(first: Postgres, second: Postgres) -> None:
    mark = first.ask("SELECT pg_current_wal_lsn()")
    for _ in range(200):
        if second.ask(f"SELECT pg_last_wal_replay_lsn() >= '{mark}'") == "t":
            return
    raise AssertionError("the replica does not follow")


def test_one_visitor_is_counted_by_all_processes_together(tmp_path):
    """Two web processes, one Redis: the fourth request of a minute is refused, whichever process it meets."""
    redis = Valkey()
    code = """
from types import SimpleNamespace
from django.test import Client
from machinami.project import rates
rates.time = SimpleNamespace(time=lambda: 1e9)  # one minute, however slow the machine
answers = [Client().get("/ja/plan/", headers={"host": "localhost"}).status_code for _ in range(2)]
print(answers, "about a minute" in Client().get("/en/plan/", headers={"host": "localhost"}).content.decode())
"""
    settings = {"REDIS_URL": redis.url, "RATE_LIMIT": "3", "MACHINAMI_VAR": str(tmp_path),
                "DATABASE_URL": f"sqlite:///{tmp_path / 'machinami.sqlite3'}", "AUDIT_DATABASE_URL": "", "LOG_LEVEL": "CRITICAL"}
    try:
        _python("from machinami.project import setup; setup.prepare(0, lambda words: None)", **settings)
        first, second = _python(code, **settings), _python(code, **settings)
        assert (first, second) == ("[200, 200] False", "[429, 429] True")
    finally:
        redis.kill()
