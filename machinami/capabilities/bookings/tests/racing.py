"""One of the processes of the race: waits for the start, then lets its share of people press, many at a time.

``python -m machinami.capabilities.bookings.tests.racing RESOURCE STARTS_AT THREADS`` with account ids on standard input.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime


def main() -> None:
    import django

    django.setup()
    from django.db import connections

    from machinami.capabilities.bookings import actions
    from machinami.foundation.actors import Actor
    from machinami.foundation.errors import Refused

    resource, starts_at, threads = sys.argv[1], datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])
    accounts = sys.stdin.readline().split()

    def press(account: str) -> tuple[str, str, int, int, int]:
        began = time.monotonic_ns()
        try:
            row = actions.book(actor=Actor(kind="resident", id=account), resource_id=resource, starts_at=starts_at,
                               idempotency_key=f"race:{account}")
            return account, row.state, row.number, began, time.monotonic_ns()
        except Refused as refused:
            return account, refused.code, 0, began, time.monotonic_ns()

    def last(_: int) -> None:
        connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        print("ready", flush=True)
        sys.stdin.readline()
        found = list(pool.map(press, accounts))
        list(pool.map(last, range(threads)))
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
