"""The power goes, again and again, while residents apply and pay. Nothing that was acknowledged is lost or doubled."""

from __future__ import annotations

import json
import os
import random
import re
import sqlite3
import threading
import time

import httpx
import pytest

from tests.city_hall import CityHall

pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("faults")]
#: The full fifty take about five minutes; every run does a part of them (FAULT_ROUNDS=50 for all).
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "10"))


class Resident(threading.Thread):
    """Applies for certificates and pays, over and over, and writes down only what the city hall acknowledged."""

    def __init__(self, hall: CityHall, number: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.hall, self.number, self.stopping = hall, number, stop
        self.submitted: set[str] = set()
        self.paid: set[str] = set()
        self.notes: list[str] = []
        self.client = httpx.Client(base_url=hall.url, timeout=10, follow_redirects=True)

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                self._one()
            except Exception as error:  # whatever a half-dead city hall answers, the resident tries again
                self.notes.append(repr(error)[:120])
                time.sleep(0.2)

    def _form(self, page: httpx.Response, action: str = "") -> dict[str, str]:
        """The hidden fields of a page's form."""
        html = page.text
        start = html.find(f'action="{action}"') if action else html.find("<main")
        return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html[max(0, start):]))

    def _sign_in(self) -> None:
        page = self.client.get("/signin/?lang=ja&next=/ja/my/")
        page = self.client.post("/signin/begin", data={**self._form(page), "next": "/ja/my/"})
        answer = self.client.post(str(page.url), data={**self._form(page), "person": self.number, "acr": "aal3 crl"})
        if "/ja/my/" not in str(answer.url):
            raise LookupError("not signed in")

    def _one(self) -> None:
        page = self.client.get("/ja/procedures/residence_certificate/")
        page = self.client.post("/ja/procedures/residence_certificate/apply/", data=self._form(page))
        if "/signin/" in str(page.url):
            self._sign_in()
            self.notes.append("signed in")
            return
        page = self._answer(page)
        if not str(page.url).endswith("/check/"):
            raise LookupError(f"{page.url} {re.findall('error-text[^>]*>([^<]*)', page.text)}")
        agree = re.findall(r'name="agree" value="([^"]+)"', page.text)
        page = self.client.post(str(page.url), data={**self._form(page), "agree": agree})
        if page.status_code != 200 or "/pay/" not in str(page.url):
            raise LookupError(str(page.url))
        charge = re.search(r"/pay/([0-9a-f-]{36})/", str(page.url)).group(1)
        self.submitted.add(charge)
        page = self.client.post(str(page.url), data={**self._form(page), "method": "card"})
        page = self.client.post(str(page.url), data={**self._form(page), "answer": "pay", "fault": ""})
        if "支払いを受け付けました" in page.text or "支払いが済みました" in page.text:
            self.paid.add(charge)

    def _answer(self, page: httpx.Response) -> httpx.Response:
        """Go on with what the pages show, taking the first choice where nothing is chosen."""
        for _ in range(30):
            if str(page.url).endswith("/check/") or "/apply/" not in str(page.url):
                return page
            page = self.client.post(str(page.url), data=_answers(page.text))
        return page


def _answers(html: str) -> dict[str, list[str] | str]:
    main = html[html.find("<main"):]
    found: dict[str, list[str] | str] = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main))
    for tag in re.findall(r"<input [^>]*>", main):
        name, kind = re.search(r'name="([^"]+)"', tag), re.search(r'type="([^"]+)"', tag)
        if not name or not kind or kind.group(1) in ("hidden", "file"):
            continue
        value = (re.search(r'value="([^"]*)"', tag) or [None, ""])[1]
        if kind.group(1) == "radio":
            if "checked" in tag or value == "no" or name.group(1) not in found:
                found[name.group(1)] = value
        elif kind.group(1) == "checkbox":
            chosen = found.setdefault(name.group(1), [])
            if isinstance(chosen, list) and ("checked" in tag or not chosen):
                chosen.append(value)
        else:
            found[name.group(1)] = value or "1"
    for name, body in re.findall(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        chosen = re.search(r'value="([^"]+)" selected', body) or re.search(r'value="([^"]+)"', body)
        found[name] = chosen.group(1) if chosen else ""
    return found


def test_killed_again_and_again_under_load_nothing_acknowledged_is_lost_or_doubled(tmp_path):
    """Server, worker, or everything at once, at random moments."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("the embedded database; the engines by setting have their own fault tests")
    chance = random.Random(20261123)
    hall = CityHall(tmp_path, population=40).start()
    stop = threading.Event()
    residents = [Resident(hall, f"{n:010d}", stop) for n in (1, 4)]
    for resident in residents:
        resident.start()
    killed = 0
    try:
        _until(lambda: all(r.submitted for r in residents), 60)
        for number in range(ROUNDS):
            hall.wait(30)
            time.sleep(chance.uniform(0.5, 4.0))
            part = chance.choice(["pages", "pages", "worker", "worker", "events", "providers", ""]) if number % 10 else ""
            killed += hall.kill(part)
            if not part:
                hall.start()
        hall.wait(30)
        time.sleep(3)
        stop.set()
        for resident in residents:
            resident.join(30)
        _let_it_settle(hall)
    finally:
        stop.set()
        hall.stop()
    print(killed, [(len(r.submitted), len(r.paid), r.notes[-3:]) for r in residents])
    assert killed >= ROUNDS * 0.8
    submitted = set().union(*(r.submitted for r in residents))
    paid = set().union(*(r.paid for r in residents))
    assert len(submitted) >= max(2, ROUNDS // 4) and len(paid) >= max(1, ROUNDS // 8), (len(submitted), len(paid), [sorted(set(r.notes)) for r in residents])
    _judge(hall, submitted, paid)


def _until(check, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "the residents never got through"
        time.sleep(0.2)


def _let_it_settle(hall: CityHall, seconds: float = 60) -> None:
    """Until nothing is in doubt and every task and letter is through."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        figures = json.loads(hall.command("ledger", "reconcile").strip().splitlines()[-1])
        with sqlite3.connect(f"file:{hall.var / 'machinami.sqlite3'}?mode=ro", uri=True) as db:
            tasks = db.execute("select count(*) from django_tasks_database_dbtaskresult where status in ('READY','RUNNING')").fetchone()[0]
            letters = db.execute("select count(*) from notices_delivery where state in ('queued','sending')").fetchone()[0]
        if not figures["in_doubt"] and not tasks and not letters:
            return
        time.sleep(1)
    raise AssertionError(f"still in doubt: {figures}, tasks {tasks}, letters {letters}")


def _judge(hall: CityHall, submitted: set[str], paid: set[str]) -> None:
    ledger = json.loads(hall.command("ledger", "check").strip().splitlines()[-1])
    assert ledger["sum"] == 0 and not ledger["unbalanced"] and ledger["in_doubt"] == 0
    audit = json.loads(hall.command("audit", "verify").strip().splitlines()[-1])
    assert audit["whole"]
    db = sqlite3.connect(f"file:{hall.var / 'machinami.sqlite3'}?mode=ro", uri=True)

    def one(query: str, *values: str) -> int:
        return db.execute(query, values).fetchone()[0]

    rows = dict(db.execute("select replace(id,'-',''), state from payments_charge"))
    assert {c.replace("-", "") for c in submitted} <= set(rows), "an acknowledged submission is lost"
    for charge in paid:
        assert rows[charge.replace("-", "")] in ("authorised", "captured"), "an acknowledged payment is lost"
    assert one("select count(*) from payments_charge where state = 'authorised'") == 0, "paid, but no certificate"
    captured = one("select count(*) from payments_charge where state = 'captured'")
    assert one("select coalesce(sum(captured),0) from payments_demopayment") == captured * 300, "the provider's book differs"
    assert one("select count(*) from payments_receipt") == captured
    assert one("select count(*) from documents_document where kind = 'receipt'") == captured
    issued = one("select count(*) from documents_document where kind <> 'receipt' and state = 'released'")
    assert issued == captured, "a fee and its certificate are one outcome"
    assert one("select count(*) from (select subject, template from notices_notice group by subject, template, params"
               " having count(*) > 1)") == 0, "a notice is doubled"
    assert one("select count(*) from cases_case") == one("select count(distinct idempotency_key) from cases_case")
    files = {p.name for p in (hall.var / "blobs").rglob("*") if p.is_file()}
    assert {r[0] for r in db.execute("select sha256 from documents_blob")} <= files, "a row without its file"
