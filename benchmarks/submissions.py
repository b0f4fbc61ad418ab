"""Complete applications a second – ten fields, checked, a case with history, audited, told, on the disk – by the API and
by the pages, from many clients over real HTTP, beside a plain ModelForm insert on the same server in the same run.

``script/bench submissions [--seconds N] [--clients N] [--engine sqlite|postgres]``
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.clients import Client, Crowd, crowd
from tests.city_hall import CityHall

ANSWERS = {
    "applicant": {"family": "杉並", "given": "花子", "family_kana": "スギナミ", "given_kana": "ハナコ"}, "birth": "1990-04-12",
    "home": {"postal_code": "1660004", "prefecture": "東京都", "city": "杉並区", "town": "阿佐谷南一丁目", "block": "15-1"},
    "phone": "09012345678", "email": "hanako@example.com", "purpose": "study", "copies": 2, "posted": True,
    "sent_to": "杉並区阿佐谷南一丁目15-1", "remarks": "よろしくお願いします"}
PLAIN = {"family": "杉並", "given": "花子", "birth": "1990-04-12", "address": "杉並区阿佐谷南一丁目15-1", "phone": "09012345678",
         "email": "hanako@example.com", "purpose": "study", "copies": "2", "posted": "on", "remarks": "よろしくお願いします"}
TYPED = {"phone": "09012345678", "email": "hanako@example.com", "purpose": "study", "copies": "2", "posted": "yes",
         "sent_to": "杉並区阿佐谷南一丁目15-1", "remarks": "よろしくお願いします"}


async def plain(client: Client) -> str:
    answer = await client.form("/peer/", PLAIN)
    assert answer.status == 201, answer
    return answer.body.decode().strip()


async def by_api(client: Client) -> str:
    """Create, save, submit. Returns the case's id."""
    draft = await client.json("POST", "/api/v1/drafts", b'{"code": "bench_ten_fields"}')
    assert draft.status == 200, draft
    where = f"/api/v1/drafts/{json.loads(draft.body)['id']}"
    saved = await client.json("PUT", f"{where}/answers", json.dumps({"answers": ANSWERS}).encode())
    assert saved.status == 200, saved
    sent = await client.json("POST", f"{where}/submit", b'{"agreed": ["agree_truth"]}', f"Idempotency-Key: {uuid.uuid4()}\r\n")
    assert sent.status == 200, sent
    return str(json.loads(sent.body)["id"])


_typed: dict[str, dict[str, str]] = {}


async def by_pages(client: Client) -> str:
    """Start, the page of ten fields, the check page, send, the receipt. Returns the case's id."""
    answer = await client.form("/ja/procedures/bench_ten_fields/apply/", {})
    while answer.status == 302:
        where, answer = answer.location, await client.get(answer.location)
    page = answer.body.decode()
    assert answer.status == 200 and where.endswith("/all/"), (where, page[:200])
    typed = _typed.setdefault(client.session, {}) or _typed[client.session]
    typed.update(typed or {**_shown(page), **TYPED})
    typed["revision"] = _hidden(page, "revision")
    answer = await client.form(where, typed)
    assert answer.status == 302 and answer.location.endswith("/check/"), (answer.status, _errors(answer.body.decode()))
    check = answer.location
    page = (await client.get(check)).body.decode()
    answer = await client.form(check, {"key": _hidden(page, "key"), "agree": "agree_truth"})
    assert answer.status == 302 and answer.location.endswith("/done/"), (answer.status, _errors(answer.body.decode()))
    receipt = await client.get(answer.location)
    assert receipt.status == 200 and b"class=\"done\"" in receipt.body
    return answer.location.split("/")[-3]


def _hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def _errors(page: str) -> list[str]:
    return re.findall('error-text[^>]*>([^<]*)', page)


def _shown(page: str) -> dict[str, str]:
    """What the page's inputs hold (the register's name, birth and address)."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        named = dict(re.findall(r'(name|type|value)="([^"]*)"', tag))
        if (named.get("type") in ("radio", "checkbox") and "checked" not in tag) or "name" not in named:
            continue
        found[named["name"]] = named.get("value", "")
    for name, body in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen.group(1) if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def one_engine(name: str, seconds: float, clients: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="machinami-bench-") as folder:
        hall = CityHall(Path(folder), population=max(500, clients * 2), workers=2,
                        extra={"DJANGO_SETTINGS_MODULE": "benchmarks.peer.settings", "LOG_LEVEL": "ERROR"}).start(120)
        try:
            keys = json.loads(subprocess.run([sys.executable, "-W", "ignore", "-m", "benchmarks.people", str(clients)],
                                             env=hall.environment, capture_output=True, text=True, check=True).stdout)
            return _measured(name, hall, keys, seconds)
        finally:
            hall.stop()


def _measured(name: str, hall: CityHall, keys: list[str], seconds: float) -> dict[str, Any]:
    for job in (plain, by_api, by_pages):
        crowd(hall.port, keys[:4], job, 1.5)
    peer, peer_cpu = _with_cpu(hall, keys, plain, seconds)
    api, api_cpu = _with_cpu(hall, keys, by_api, seconds)
    pages, pages_cpu = _with_cpu(hall, keys, by_pages, seconds)
    paced = crowd(hall.port, keys, by_pages, seconds, pace=max(1.0, pages.rate * 0.7))
    missing = _missing(hall, [*api.done, *pages.done, *paced.done])
    figures: dict[str, Any] = {
        "peer_inserts_per_second": round(peer.rate, 1), "peer_p99_ms": report.quantile(peer.seconds, 0.99),
        "cpu_ms_each": {"peer": peer_cpu, "api": api_cpu, "pages": pages_cpu}}
    print(f"{name} 1件にかかるCPU（サーバー, 処理係）: 素のModelForm {peer_cpu} ms、API {api_cpu} ms、画面 {pages_cpu} ms")
    for label, found in (("api", api), ("pages", pages), ("paced_pages", paced)):
        figures |= {f"{label}_per_second": round(found.rate, 1), f"{label}_ratio": round(found.rate / max(peer.rate, 0.1), 3),
                    f"{label}_p50_ms": report.quantile(found.seconds, 0.5), f"{label}_p99_ms": report.quantile(found.seconds, 0.99),
                    f"{label}_requests_per_second": round(len(found.seconds) / found.elapsed),
                    f"{label}_failed": len(found.failed)}
        _say(name, label, found, peer)
    print(f"  受け付けたと答えた{len(api.done) + len(pages.done) + len(paced.done):,}件のうち、案件がないもの {missing}件")
    return {**figures, "acknowledged_and_missing": missing}


def _with_cpu(hall: CityHall, keys: list[str], job: Any, seconds: float) -> tuple[Crowd, list[float]]:
    """With the milliseconds of processor that each job took in the server and in the worker: others' load hardly shows."""
    before = [_cpu(hall, word) for word in ("pages", "worker")]
    found = crowd(hall.port, keys, job, seconds)
    used = [_cpu(hall, word) - was for word, was in zip(("pages", "worker"), before, strict=True)]
    return found, [round(1000 * u / max(1, len(found.done)), 2) for u in used]


def _cpu(hall: CityHall, word: str) -> float:
    return sum(t.user + t.system for t in (p.cpu_times() for p in hall.parts(word)))


def _say(engine: str, label: str, found: Crowd, peer: Crowd) -> None:
    words = {"api": "API（始める・保存・申請）", "pages": "画面（始める・10項目・確認・申請・受付）", "paced_pages": "画面を、その7割の数で"}
    print(f"{engine} {words[label]}: {found.rate:.1f}件/秒、素のModelForm {peer.rate:.0f}件/秒との比 {found.rate / max(peer.rate, 0.1):.3f}、"
          f"1回の応答 p50 {report.quantile(found.seconds, 0.5)} ms p99 {report.quantile(found.seconds, 0.99)} ms、失敗 {len(found.failed)}"
          + (f"（{found.failed[0]}）" if found.failed else ""))


def _missing(hall: CityHall, acknowledged: list[str]) -> int:
    """Cases that were told as received and are not there."""
    code = "import sys, django; django.setup(); from machinami.capabilities.cases.models import Case; from uuid import UUID\n" \
           "asked = {UUID(x) for x in sys.stdin.read().split()}\n" \
           "print(len(asked - set(Case.objects.values_list('pk', flat=True))))"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=hall.environment, input="\n".join(acknowledged),
                          capture_output=True, text=True, check=True)
    return int(done.stdout)


def main(words: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="script/bench submissions")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--engine", choices=("sqlite", "postgres"))
    asked = parser.parse_args(words)
    if asked.engine and (asked.engine == "sqlite" or os.environ.get("DATABASE_URL")):
        return report.keep("submissions", {"engine": asked.engine, "clients": asked.clients,
                                           **one_engine(asked.engine, asked.seconds, asked.clients)})
    found = {}
    for engine in (asked.engine,) if asked.engine else ("sqlite", "postgres"):
        found[engine] = _elsewhere(engine, asked.seconds, asked.clients)
    return found


def _elsewhere(engine: str, seconds: float, clients: int) -> Any:
    """In a process with that engine's settings."""
    before = ["-m", "tools.with_postgres", sys.executable, "-W", "ignore"] if engine == "postgres" else []
    command = [sys.executable, "-W", "ignore", *before, "-m", "benchmarks", "submissions", "--engine", engine,
               "--seconds", str(seconds), "--clients", str(clients)]
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "AUDIT_DATABASE_URL")}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    lines = done.stdout.strip().splitlines()
    print("\n".join(lines[:-1]), flush=True)
    return json.loads(lines[-1])
