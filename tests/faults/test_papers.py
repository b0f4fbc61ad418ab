"""The worker is killed again and again while a table of paper applications is checked and taken in: each good row is one case."""

from __future__ import annotations

import json
import random
import time

import pytest

from tests.city_hall import CityHall

pytestmark = pytest.mark.fault
ROWS, KILLS = 36, 3
SEED = f"""
from machinami.capabilities.identity.models import Person, StaffMember
from machinami.capabilities.identity.staff import staff_actor
from machinami.capabilities.procedures import actions, desk
from machinami.capabilities.procedures.paper import sheets
kacho = staff_actor(StaffMember.objects.get(username="kacho"))
header, example = (cells for _, cells in sheets.read(desk.template(actor=kacho, code="dog_registration", kind="csv")))
rows = [[n, *example[1:]] for n in Person.objects.order_by("number").values_list("number", flat=True)[:{ROWS}]]
print(actions.upload_papers(actor=kacho, code="dog_registration", name="紙.csv", content=sheets.csv_bytes([header, *rows])))
"""
TAKE = """
from machinami.capabilities.identity.models import StaffMember
from machinami.capabilities.identity.staff import staff_actor
from machinami.capabilities.procedures import actions
actions.take_papers(actor=staff_actor(StaffMember.objects.get(username="kacho")), paper_id="{}")
"""
LOOK = """
import json
from collections import Counter
from machinami.capabilities.audit import actions, queries
from machinami.capabilities.cases.models import Case
from machinami.capabilities.payments import ledger
from machinami.capabilities.payments.models import Charge
from machinami.capabilities.procedures.models import PaperImport, PaperRow
from machinami.foundation.actors import system
actions.seal(actor=system("test"))
cases = Case.objects.filter(channel="paper")
print(json.dumps({"state": PaperImport.objects.get().state, "rows": Counter(PaperRow.objects.values_list("state", flat=True)),
                  "cases": cases.count(), "people": cases.values("person").distinct().count(),
                  "charges": Charge.objects.filter(subject__in=[f"cases.Case:{c}" for c in cases.values_list("pk", flat=True)]).count(),
                  "unbalanced": bool(ledger.unbalanced()), "whole": queries.verify().whole}))
"""


def test_each_good_row_is_one_case_however_often_the_worker_dies(tmp_path):
    hall = CityHall(tmp_path, population=60, extra={"DATABASE_URL": f"sqlite:///{tmp_path / 'city.sqlite3'}", "AUDIT_DATABASE_URL": ""})
    try:
        hall.start()
        chance, died = random.Random(11), 0
        paper = hall.command("shell", "-v", "0", "-c", SEED).splitlines()[-1]
        died += _kill(hall, chance)
        checked = _settled(hall, "checked")
        good = checked["rows"]["good"]
        assert good >= ROWS // 2 and checked["cases"] == 0, checked
        hall.command("shell", "-v", "0", "-c", TAKE.format(paper))
        for _ in range(KILLS - 1):
            died += _kill(hall, chance)
        found = _settled(hall, "done")
    finally:
        hall.stop()
    assert died >= KILLS and found["rows"]["taken"] == good and sum(found["rows"].values()) == ROWS and "waiting" not in found["rows"]
    assert (found["cases"], found["people"], found["charges"]) == (good, good, good), found
    assert found["whole"] and not found["unbalanced"]


def _kill(hall: CityHall, chance: random.Random) -> int:
    time.sleep(chance.uniform(0.2, 0.8))
    deadline = time.monotonic() + 20
    while not hall.parts("worker") and time.monotonic() < deadline:
        time.sleep(0.05)
    return hall.kill("worker")


def _settled(hall: CityHall, state: str, seconds: float = 120) -> dict:
    deadline, found = time.monotonic() + seconds, {}
    while time.monotonic() < deadline:
        found = json.loads(hall.command("shell", "-v", "0", "-c", LOOK).splitlines()[-1])
        if found["state"] == state:
            return found
        time.sleep(0.5)
    raise AssertionError(f"not {state}: {found}")
