"""The chart of accounts: built from data, a receivable and a revenue account per 歳入科目."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from machinami.capabilities.payments.models import LedgerAccount
from machinami.city.fees import revenue_items


@cache
def _heads() -> dict[str, dict[str, Any]]:
    rows = yaml.safe_load((Path(__file__).parent / "chart.yaml").read_text("utf-8"))
    return {r["code"]: r for r in rows}


def open_accounts(codes: list[str]) -> None:
    """Make the accounts that are not in the books yet. :raises ValueError: for one the chart does not provide for."""
    known = set(LedgerAccount.objects.filter(code__in=codes).values_list("code", flat=True))
    missing = [_account(c) for c in sorted(set(codes) - known)]
    if missing:
        LedgerAccount.objects.bulk_create(missing, ignore_conflicts=True)


def _account(code: str) -> LedgerAccount:
    kind, _, part = code.partition(":")
    head, items = _heads().get(kind), revenue_items()
    if head is None or bool(part) != ("per" in head) or (head.get("per") == "revenue" and part not in items):
        raise ValueError(f"not in the chart of accounts: {code}")
    name = items[part].name if head.get("per") == "revenue" else part
    return LedgerAccount(code=code, kind=head["kind"],
                         title={k: v.format(name=name) for k, v in head["title"].items()})
