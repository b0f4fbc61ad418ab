"""The machine dies again and again while what is kept no longer is being erased: each thing goes once, and no file is left."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.city_hall import ROOT, CityHall

pytestmark = pytest.mark.fault
CASES, KILLS = 40, 3
SECRET = "秘密の質問"
#: Finished cases, told a month ago, each with a word, a file and a paper.
SEED = f"""
from datetime import timedelta
from django.utils import timezone
from machinami.capabilities.cases.models import Case, Message
from machinami.capabilities.documents import store
from machinami.capabilities.documents.models import Blob, Document, Upload
from machinami.capabilities.identity.testing import resident
me, now = resident(), timezone.now()
for n in range({CASES}):
    case = Case.objects.create(
        number=f"R1-{{n:06d}}", code="x", version=1, title={{"ja": "x"}}, section="childcare", account_id=me.id, person_id=me.person_id,
        applicant_name="杉並 花子", state="completed", answers={{"q": "{SECRET}"}}, received_at=now, closed_at=now,
        delete_after=now.date() - timedelta(days=1), erasure_told_on=now.date() - timedelta(days=40), idempotency_key=str(n))
    Message.objects.create(case=case, actor="x", body="{SECRET}", from_office=False)
    subject = f"cases.Case:{{case.pk}}"
    Upload.objects.create(blob=store.keep(b"upload %d" % n, "image/png"), account_id=me.id, name="x", kept=True, subject=subject)
    paper = store.keep(b"paper %d" % n, "application/pdf")
    Document.objects.create(kind="x", number=f"N{{n}}", title={{"ja": "x"}}, blob=paper, digest=paper.pk, verification_code=f"CAFE{{n:012d}}",
                            subject=subject, section="childcare", state="released", issued_at=now, idempotency_key=f"p{{n}}")
Blob.objects.update(created_at=now - timedelta(days=400))
"""
LOOK = """
import json
from machinami.capabilities.audit import actions, queries
from machinami.capabilities.cases.models import Case, Message
from machinami.capabilities.documents import actions as documents
from machinami.capabilities.documents import queries as papers
from machinami.capabilities.documents.models import Blob
from machinami.capabilities.privacy.models import Erasure, Run
from machinami.foundation.actors import system
documents.sweep_uploads(actor=system("test"))
actions.seal(actor=system("test"))
print(json.dumps({"left": Case.objects.filter(erased_at=None).count(), "words": Message.objects.exclude(body="").count(),
                  "erasures": Erasure.objects.count(), "blobs": Blob.objects.count(), "whole": queries.verify().whole,
                  "verified": papers.verify("CAFE000000000007").erased, "states": sorted(Run.objects.values_list("state", flat=True))}))
"""


def test_killed_again_and_again_each_thing_goes_once(tmp_path):
    hall = CityHall(tmp_path, population=40, extra={"DATABASE_URL": f"sqlite:///{tmp_path / 'city.sqlite3'}", "AUDIT_DATABASE_URL": ""})
    hall.command("serve", "--prepare-only", "--population", "40")
    hall.command("shell", "-v", "0", "-c", SEED)
    database = tmp_path / "city.sqlite3"
    assert SECRET.encode() in _bytes(database) or json.dumps(SECRET).strip('"').encode() in _bytes(database)
    killed, rolls = 0, random.Random(7)
    while killed < KILLS:
        run = subprocess.Popen([sys.executable, "-m", "django", "privacy", "shred", "--limit", "9"], env=hall.environment, cwd=ROOT,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait_for_work(run, hall, rolls.uniform(0.0, 0.25))
        run.kill()
        run.wait()
        killed += 1
    last = json.loads(hall.command("privacy", "shred").splitlines()[-1])
    assert last["failed"] == 0
    found = json.loads(hall.command("shell", "-v", "0", "-c", LOOK).splitlines()[-1])
    assert (found["left"], found["words"], found["erasures"], found["blobs"]) == (0, 0, CASES, 0), found
    assert found["whole"] and found["verified"] and found["states"].count("done") >= 1
    assert not [p for p in (tmp_path / "blobs").rglob("*") if p.is_file()]
    for mark in (SECRET.encode(), json.dumps(SECRET).strip('"').encode()):
        assert mark not in _bytes(database), "overwritten in the file too"


def _bytes(database: Path) -> bytes:
    return b"".join(p.read_bytes() for p in database.parent.glob(f"{database.name}*") if p.is_file() and not p.name.endswith("-queue"))


def _wait_for_work(run: subprocess.Popen, hall: CityHall, more: float) -> None:
    """Until it has begun to erase (its run's row is there), and a little longer."""
    import sqlite3

    before = _erased(hall, sqlite3)
    deadline = time.monotonic() + 30
    while run.poll() is None and _erased(hall, sqlite3) == before and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(more)


def _erased(hall: CityHall, sqlite3) -> int:
    with sqlite3.connect(f"file:{hall.var / 'city.sqlite3'}?mode=ro", uri=True) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM privacy_erasure").fetchone()[0])
