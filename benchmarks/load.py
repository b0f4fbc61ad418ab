"""Making the city: how long until everybody is in the register, and how long a second start takes.

``script/bench load [--people 571703]``. The peer is Django's ``bulk_create`` of the same kind of rows.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from benchmarks import city, report


def main(words: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="script/bench load")
    parser.add_argument("--people", type=int, default=571_703)
    asked = parser.parse_args(words)
    city.open_city()
    from django.db import connection, transaction

    from machinami.capabilities.identity.models import Person
    from machinami.project.setup import prepare

    seconds = city.people(asked.people)
    began = time.perf_counter()
    prepare(asked.people, lambda said: None)
    again = time.perf_counter() - began
    peer = _bulk_create(Person, transaction)
    rate = asked.people / seconds
    figures = {"engine": connection.vendor, "people": asked.people, "seconds": round(seconds, 1), "second_start_seconds": round(again, 2),
               "people_per_second": round(rate), "peer_bulk_create_per_second": round(peer), "ratio": round(rate / peer, 2)}
    print(f"{connection.vendor}: {asked.people:,}人を作って読み込む {seconds:.0f}秒（{rate:,.0f}人/秒、bulk_create {peer:,.0f}行/秒との比 "
          f"{figures['ratio']}）、2度目の用意 {again:.2f}秒")
    return report.keep("load", figures)


def _bulk_create(model: Any, transaction: Any, count: int = 4000) -> float:
    """Rows a second of people who are only copied, in a transaction that is given up."""
    rows = list(model.objects.all()[:count])
    for number, row in enumerate(rows):
        row.pk, row.number = model._meta.pk.get_default(), f"x{number}"
    began = time.perf_counter()
    with transaction.atomic():
        model.objects.bulk_create(rows, batch_size=500)
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return len(rows) / took
