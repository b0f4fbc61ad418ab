"""The power goes, again and again, while residents apply and pay. Nothing that was acknowledged is lost or doubled."""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import httpx
import pytest

from tests.city_hall import CityHall
from tests.engines import Postgres
from tests.faults.post import PostOffice
from tests.faults.residents import Resident

pytestmark = pytest.mark.fault
#: Every run does a few on each database; FAULT_ROUNDS=200 does all (about a quarter of an hour each).
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "4"))


def _plan(chance: random.Random, parts: list[str]) -> Iterator[str]:
    """Each part once, in any order, then again; pages and worker twice after the first time."""
    yield from chance.sample(parts, len(parts))
    while True:
        yield from chance.sample([*parts, "pages", "worker", "providers", "events"], len(parts) + 4)


class Power:
    """A city hall with its database, and the ways in which they die."""

    def __init__(self, folder: Path, engine: str, post: PostOffice) -> None:
        self.database = Postgres(Path(tempfile.mkdtemp(prefix="pg-")) / "data") if engine == "postgresql" else None
        url = self.database.url if self.database else f"sqlite:///{folder / 'machinami.sqlite3'}"
        self.hall = CityHall(folder, population=60, extra={"DATABASE_URL": url, "AUDIT_DATABASE_URL": "", "SMTP_URL": post.url})
        self.died: Counter[str] = Counter()
        self.said: list[tuple[int, bool, str]] = []

    def cut(self, part: str, dark: float) -> None:
        """Kill −9 a part; what the supervisor does not start again comes back after ``dark`` seconds."""
        self.died[part] += 1
        if self.database and part in ("database", "everything"):
            assert self.database.kill()
        if part != "database":
            self.hall.kill("" if part == "everything" else part)
        if part in ("database", "everything"):
            time.sleep(dark)
            if part == "database":
                self.said.append(self._asked_in_the_dark())
            if self.database:
                self.database.start()
        if part == "everything":
            self.hall.start()

    def _asked_in_the_dark(self) -> tuple[int, bool, str]:
        """What somebody who is signed in is told while there is no database."""
        page = httpx.get(f"{self.hall.url}/ko/my/", cookies={"machinami_session": "a" * 32}, timeout=30)
        return page.status_code, "전에 저장한 내용은 남아 있습니다" in page.text, page.headers.get("Retry-After", "")

    def close(self) -> None:
        self.hall.stop()
        if self.database:
            self.database.stop()


@pytest.fixture
def post():
    office = PostOffice()
    yield office
    office.close()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_killed_again_and_again_under_load_nothing_acknowledged_is_lost_or_doubled(tmp_path, engine, post):
    """Pages, worker, providers, the database, or everything at once, at random moments."""
    chance = random.Random(20261123)
    power = Power(tmp_path, engine, post)
    residents = []
    try:
        power.hall.start()
        residents = [Resident(power.hall, f"{n:010d}") for n in (1, 4)]
        for resident in residents:
            resident.start()
        _until(lambda: all(r.submitted for r in residents), 60)
        parts = ["pages", "worker", "everything", *(["database"] if power.database else [])]
        for part in islice(_plan(chance, parts), ROUNDS):
            power.hall.wait(60)
            time.sleep(chance.uniform(0.3, 3.0))
            power.cut(part, chance.uniform(0, 2))
        power.hall.wait(60)
        time.sleep(3)
        for resident in residents:
            resident.end()
        _let_it_settle(power.hall)
        submitted = set().union(*(r.submitted for r in residents))
        paid = set().union(*(r.paid for r in residents))
        print(f"\n{engine}: {dict(power.died)}; {len(submitted)} submitted, {len(paid)} paid, {len(post.letters)} letters")
        assert len(submitted) >= max(2, ROUNDS // 4) and paid, [sorted(set(r.notes)) for r in residents]
        assert power.hall.judge(submitted, paid) == []
        assert set(power.said) <= {(503, True, "60")}, "no database, and it was not said in words"
    finally:
        for resident in residents:
            resident.stopping.set()
        power.close()
    again = sum(number - 1 for number in Counter(post.letters).values())
    assert again <= power.died["worker"] + power.died["everything"] + power.died["database"], "letters came again without a cause"


def _until(check, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "the residents never got through"
        time.sleep(0.2)


def _let_it_settle(hall: CityHall, seconds: float = 120) -> None:
    """Until nothing is in doubt and every task and letter is through; two hundred power cuts leave thousands to do."""
    deadline, least = time.monotonic() + seconds, sys.maxsize
    while time.monotonic() < deadline:
        figures = hall.look()
        left = figures["in_doubt"] + sum(figures["tasks"].values()) + figures["letters"]
        if not left:
            return
        if left < least:
            deadline, least = time.monotonic() + seconds, left
        time.sleep(1)
    raise AssertionError(f"nothing gets done any more: {figures}")
