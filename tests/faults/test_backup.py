"""The machine is lost. What the last backup holds comes back elsewhere: whole, and nothing acknowledged before its mark missing."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from pathlib import Path

import pytest

from tests.city_hall import CityHall
from tests.engines import Postgres
from tests.faults.residents import Resident

pytestmark = pytest.mark.fault


@pytest.fixture(params=["sqlite", "postgresql"])
def cities(request, tmp_path):
    """A city hall, and an empty place of the same kind."""
    server = Postgres(Path(tempfile.mkdtemp(prefix="pg-")) / "data") if request.param == "postgresql" else None
    halls = []
    for name in ("here", "there"):
        folder = tmp_path / name
        folder.mkdir()
        url = f"sqlite:///{folder / 'machinami.sqlite3'}"
        if server:
            server.ask(f"CREATE DATABASE {name}")
            url = server.server.get_uri(name)
        halls.append(CityHall(folder, population=60, extra={
            "DATABASE_URL": url, "AUDIT_DATABASE_URL": "", "PG_BIN": str(server.programs) if server else ""}))
    yield halls
    for hall in halls:
        hall.stop()
    if server:
        server.stop()


def test_a_backup_under_load_comes_back_elsewhere_with_everything_acknowledged_before_it(cities, tmp_path):
    """A resident applies and pays without pause; two backups are taken meanwhile; the last is put back on another machine."""
    here, there = cities
    residents = [Resident(here.start(), "0000000001")]
    place = tmp_path / "backups"
    try:
        for resident in residents:
            resident.start()
        deadline = time.monotonic() + 90
        while sum(len(r.paid) for r in residents) < 2:
            assert time.monotonic() < deadline, [r.notes for r in residents]
            time.sleep(0.2)
        for _ in range(2):
            submitted = set().union(*(set(r.submitted) for r in residents))
            made = json.loads(here.command("backup", str(place), "--keep", "1").splitlines()[-1])
        for resident in residents:
            resident.end()
    finally:
        for resident in residents:
            resident.stopping.set()
        here.kill()
    assert submitted and len([p for p in place.iterdir() if p.name != "blobs"]) == 1
    assert json.loads(there.command("restore", str(place / made["name"]), "--check-only").splitlines()[-1])["ok"]
    back = json.loads(there.command("restore", str(place / made["name"])).splitlines()[-1])
    print(f"\nbackup {made['seconds']} s, restored in {back['seconds']} s, {back['links']} records, {len(submitted)} applications")
    assert back["ok"] and back["mark"] == made["mark"]
    with pytest.raises(RuntimeError, match="もうデータがあります"):
        there.command("restore", str(place / made["name"]))
    there.start()
    deadline = time.monotonic() + 240
    while (seen := there.look())["tasks"] or seen["in_doubt"] or seen["letters"]:
        assert time.monotonic() < deadline, seen
        time.sleep(0.5)
    assert there.judge(submitted, set()) == []


def test_a_damaged_or_unfinished_backup_is_told_and_restores_nothing(tmp_path):
    """Somebody's disk lost a bit; another backup was cut off by the power."""
    here, there = (CityHall(tmp_path / name, population=5, extra={
        "DATABASE_URL": f"sqlite:///{tmp_path / name / 'machinami.sqlite3'}", "AUDIT_DATABASE_URL": ""}) for name in ("here", "there"))
    for hall in (here, there):
        hall.var.mkdir()
    here.command("serve", "--prepare-only", "--population", "5")
    place = tmp_path / "backups"
    made = place / json.loads(here.command("backup", str(place)).splitlines()[-1])["name"]
    shutil.copytree(made, place / "damaged")
    with (place / "damaged" / "audit.sqlite3").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff")
    with pytest.raises(RuntimeError, match=r"足りないか、変わっています: audit\.sqlite3"):
        there.command("restore", str(place / "damaged"))
    (place / "damaged" / "manifest.json").unlink()
    with pytest.raises(RuntimeError, match="控えではありません"):
        there.command("restore", str(place / "damaged"))
    assert not (there.var / "machinami.sqlite3").exists()
    there.command("restore", str(made))
