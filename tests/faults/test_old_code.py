"""A release is rolled out at noon. The old code goes on serving on the tables that the new one has migrated, beside the new one.

On PostgreSQL only: processes of two releases beside one another are for several machines. That SQLite's tables take what the
last release writes is asked in tests/every_service/test_release.py.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.city_hall import ROOT, CityHall
from tests.engines import Postgres
from tests.faults.residents import Resident
from tools import release

pytestmark = pytest.mark.fault
#: At the old desk: all cases are given to oneself at one press, twice.
DESK = """
from machinami.capabilities.cases import actions
from machinami.capabilities.cases.models import Case
from machinami.capabilities.identity.models import StaffMember
from machinami.capabilities.identity.staff import staff_actor
staff = StaffMember.objects.get(username="kacho")
cases = list(Case.objects.order_by("received_at").values_list("pk", flat=True)[:2])
print([actions.assign_many(actor=staff_actor(staff), case_ids=cases, staff_id=who).changed for who in (staff.pk, None)])
"""


@pytest.fixture
def old_code(tmp_path):
    """The files of the last release, from this repository's history."""
    commit, folder = release.marker()["commit"], tmp_path / "old"
    git = subprocess.run(["git", "archive", commit, "machinami", "manage.py", "pyproject.toml"], cwd=ROOT, capture_output=True)
    if git.returncode:
        pytest.skip(f"the history is not here, so neither is the last release ({commit}): {git.stderr.decode()[:200]}")
    folder.mkdir()
    subprocess.run(["tar", "x", "-C", str(folder)], input=git.stdout, check=True)
    return folder


@pytest.fixture
def server():
    found = Postgres(Path(tempfile.mkdtemp(prefix="pg-")) / "data")
    yield found
    found.stop()


def _until(check, *residents: Resident, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, [r.notes for r in residents]
        time.sleep(0.2)


def _broken(var: Path) -> list[str]:
    """Pages of either release that broke: a slow machine's timeouts are none."""
    return [line for line in (var / "server.log").read_text("utf-8", "replace").splitlines() if line.endswith("→ 500")]


def test_the_last_release_goes_on_serving_on_the_new_tables_beside_the_new_one(old_code, server, tmp_path):
    """A resident applies and pays at the old pages all the time; another at the new ones as soon as they are open."""
    settings = {"DATABASE_URL": server.url, "AUDIT_DATABASE_URL": "", "LOG_LEVEL": "ERROR"}
    shared = tmp_path / "var"  # documents and keys, as machines share them
    shared.mkdir()
    old = CityHall(shared, population=40, extra=settings, code=old_code)
    ada, halls, residents = Resident(old, "0000000001"), [old], []
    try:
        old.start()
        residents.append(ada)
        ada.start()
        _until(lambda: ada.paid, ada)
        migrations = "SELECT count(*) FROM django_migrations"
        before, refused = int(server.ask(migrations)), len(ada.notes)
        new = CityHall(shared, population=40, extra=settings)
        new.command("serve", "--prepare-only", "--population", "40")
        assert int(server.ask(migrations)) > before, "nothing to roll out"
        # Only the old release serves, pages, worker and desk, on the new tables.
        paid = len(ada.paid)
        _until(lambda: len(ada.paid) > paid + 1, ada)
        assert old.command("shell", "-v", "0", "-c", DESK).splitlines()[-1] == "[2, 2]"
        closed = [note for note in ada.notes[refused:] if note.startswith(("ConnectError", "RemoteProtocolError"))]
        assert not closed + _broken(shared), "a door was shut while the tables were changed"
        old.kill("pages")  # and it may be started on them
        old.kill("worker")
        halls.append(new)
        new.start()
        ben = Resident(new, "0000000004")
        residents.append(ben)
        ben.start()
        paid = len(ada.paid)
        _until(lambda: len(ada.paid) > paid + 1 and len(ben.paid) > 1, ada, ben)
        for resident in residents:
            resident.end()
        old.stop()
        print(f"\n{len(ada.paid)} paid at the old release, {len(ben.paid)} at the new one")
        _until(lambda: not ((seen := new.look())["tasks"] or seen["in_doubt"] or seen["letters"]))
        assert not _broken(shared)
        assert new.judge(ada.submitted | ben.submitted, ada.paid | ben.paid) == []
    finally:
        for resident in residents:
            resident.stopping.set()
        for hall in halls:
            hall.stop()
