"""A bad day: one thing after another is away. The city hall says so, keeps what it has, and goes on by itself."""

from __future__ import annotations

import subprocess
import time

import httpx
import pytest

from tests.city_hall import CityHall
from tests.engines import Valkey
from tests.faults.post import PostOffice
from tests.faults.provider import WIRE, Wire
from tests.faults.residents import Resident

pytestmark = pytest.mark.fault


class Town:
    """A city hall on a small disk of its own, with a Redis, a mail server and a payment provider that can go away."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.small = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "machinami-test", str(folder)],
                                    capture_output=True).returncode == 0
        self.redis, self.post, self.wire = Valkey(), PostOffice(), Wire()
        self.hall = CityHall(folder, population=40, anew=True, extra={
            "DATABASE_URL": f"sqlite:///{folder / 'machinami.sqlite3'}", "AUDIT_DATABASE_URL": "", "SMTP_URL": self.post.url,
            "REDIS_URL": self.redis.url, "PAYMENT_PROVIDERS": "wired=tests.faults.provider:Wired,demo", WIRE: self.wire.url})
        self.hall.start()
        self.resident = Resident(self.hall, "0000000001")
        assert self.resident.apply() is None

    def close(self) -> None:
        self.resident.client.close()
        self.hall.stop()
        self.redis.kill()
        self.post.close()
        self.wire.close()
        if self.small:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)

    def settled(self) -> dict[str, object]:
        return until(lambda: (seen := self.hall.look()) and not seen["tasks"] and not seen["letters"] and not seen["in_doubt"] and seen)

    def health(self) -> dict[str, dict[str, object]]:
        return httpx.get(f"{self.hall.url}/health", headers={"Accept": "application/json"}, timeout=30).json()["checks"]


def until(check, seconds=90):
    deadline = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.3)
    return found


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    found = Town(tmp_path_factory.mktemp("town"))
    yield found
    found.close()


def test_without_redis_people_go_on(town):
    """Redis dies in the morning and comes back at noon: nobody but the engineer notices."""
    assert town.health()["キャッシュ"]["detail"].startswith("Redis (")
    town.redis.kill()
    told = town.health()["キャッシュ"]
    assert told["ok"] and "つながりません" in told["detail"]
    other = Resident(town.hall, "0000000004")
    assert other.apply() is None  # signing in asks the cache
    town.resident.paid.clear()
    town.resident.pay(town.resident.apply())
    assert town.resident.paid
    other.client.close()
    town.redis.start()
    until(lambda: town.health()["キャッシュ"]["detail"].startswith("Redis ("))


def test_a_silent_payment_provider_is_said_and_the_payment_goes_through_later(town):
    """It takes connections and says nothing. Before paying: nothing is taken, try later. After paying: the certificate comes
    once the provider answers again, without anybody doing anything."""
    page = town.resident.apply()
    town.wire.silent = True
    refused = town.resident.go_to_provider(page)
    assert refused.status_code == 422 and "お金は引き落とされていません" in refused.text
    town.wire.silent = False
    page = town.resident.client.get(f"/ja/pay/{town.resident.charge_of(page)}/")
    at_provider = town.resident.go_to_provider(page)
    town.wire.silent = True
    done = town.resident.client.post(
        str(at_provider.url), data={**town.resident._form(at_provider), "answer": "pay", "fault": ""})
    assert "支払いを受け付けました" in done.text
    before = town.hall.look()
    assert before["in_doubt"] or before["tasks"]
    town.wire.silent = False
    town.settled()
    assert town.hall.judge(town.resident.submitted, town.resident.paid | {town.resident.charge_of(page)}) == []


def test_a_full_disk_refuses_in_the_readers_language_and_opens_again_by_itself(town):
    """The disk runs full in the middle of an application; somebody makes room an hour later."""
    if not town.small:
        pytest.skip("needs a small disk of its own: mounting a tmpfs is not allowed here")
    page = town.resident.apply()
    town.settled()
    filler = town.folder / "filler"
    with pytest.raises(OSError), filler.open("wb", buffering=0) as file:  # noqa: PT011
        while True:
            file.write(b"x" * 65536)
    with pytest.raises(OSError), filler.open("ab", buffering=0) as file:  # noqa: PT011
        while True:
            file.write(b"x" * 512)
    client = town.resident.client

    def press():
        form = town.resident._form(client.get("/en/procedures/residence_certificate/"))
        return client.post("/en/procedures/residence_certificate/apply/", data=form)

    # The write-ahead log has room for some more; then it has none.
    answer = until(lambda: (seen := press()).status_code == 503 and seen, 60)
    assert "What you saved before is kept" in answer.text and "wait about a minute" in answer.text
    assert answer.headers["Retry-After"] == "60" and "Traceback" not in answer.text
    assert client.get("/ja/my/").status_code == 200, "reading goes on"
    filler.unlink()
    until(lambda: press().status_code == 200)
    town.resident.pay(page)
    assert town.resident.charge_of(page) in town.resident.paid
    town.settled()
    assert town.hall.judge(town.resident.submitted, town.resident.paid) == []
    assert (town.folder / "server.log").stat().st_size < 5_000_000
