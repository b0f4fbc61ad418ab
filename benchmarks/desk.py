"""The desk's pages over a city of cases and people: the work list, finding a case, finding a person.

``script/bench desk [--cases 100000] [--people 571703] [--city FOLDER]``; DATABASE_URL decides on the engine (``python -m
tools.with_postgres`` for PostgreSQL). The peer is the same question asked with Django's ``contains``.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from benchmarks import city, report

LISTS = ("", "?sort=-received_at", "?all=1", "?all=1&sort=-target_on", "?page=20", "?overdue=1", "?section=residents", "?sort=applicant_name")
CASES = ("R6-000123", "R6-0", "スギ", "さとう", "佐藤", "阿佐谷南", "高円寺北2", "杉並区荻窪", "ンンン")
PEOPLE = ("さとう", "スズキ タ", "ア", "高橋", "阿佐谷南一丁目", "高円寺", "荻窪五丁目1", "杉並区西荻北", "0000000001", "コーポ", "なかむらゆ", "ンン")


def _times(ask: Callable[[str], Any], questions: tuple[str, ...], rounds: int = 6) -> list[float]:
    found = []
    for turn in range(rounds + 1):
        for question in questions:
            began = time.perf_counter()
            ask(question)
            if turn:
                found.append(time.perf_counter() - began)
    return found


def main(words: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="script/bench desk")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=571_703)
    parser.add_argument("--city", help="a folder with a city loaded before")
    asked = parser.parse_args(words)
    if asked.city:
        os.environ["MACHINAMI_VAR"] = asked.city
    city.open_city()
    from django.db import connection

    from machinami.capabilities.cases.models import Case
    from machinami.capabilities.identity.models import Person

    loading = 0.0 if asked.city else city.people(asked.people)
    if not asked.city:
        city.cases(asked.cases)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its autovacuum does; nobody does on SQLite
    people, cases = Person.objects.count(), Case.objects.count()
    print(f"{connection.vendor}: 住民{people:,}人（読み込み {loading:.0f}秒）、案件{cases:,}件", flush=True)
    client = city.staff_client()

    def open_page(path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    kinds = {
        "case_list": _times(lambda q: open_page(f"/desk/cases/{q}"), LISTS),
        "case_search": _times(lambda q: open_page(f"/desk/cases/?q={quote(q)}"), CASES),
        "people_search": _times(lambda q: open_page(f"/desk/people/?q={quote(q)}&purpose={quote('申請の審査')}"), PEOPLE),
        "desk_home": _times(lambda q: open_page(f"/desk/{q}"), ("",)),
    }
    peer = _times(lambda q: list(Person.objects.filter(search_kana__contains=q).order_by("search_kana")[:50]),
                  ("サトウ", "スズキ", "ナカムラ"), 2)
    figures: dict[str, Any] = {"engine": connection.vendor, "cases": cases, "people": people,
                               "load_seconds": round(loading, 1), "peer_contains_p50_ms": report.quantile(peer, 0.5)}
    for kind, found in kinds.items():
        half, most = report.quantile(found, 0.5), report.quantile(found, 0.95)
        figures |= {f"{kind}_p50_ms": half, f"{kind}_p95_ms": most,
                    f"{kind}_ratio": round(report.quantile(peer, 0.5) / max(half, 0.01), 1)}
        print(f"{kind}: p50 {half} ms、p95 {most} ms（containsで探すときの {figures[f'{kind}_ratio']} 倍の速さ）")
    return report.keep("desk", figures)
