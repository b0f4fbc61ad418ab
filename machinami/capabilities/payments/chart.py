"""The chart of accounts: built from data, a receivable and a revenue account per 歳入科目."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from machinami.capabilities.payments.models import LedgerAccount
from machinami.city.fees import revenue_items
from machinami.city.sections import all_sections


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


def _names(per: str) -> dict[str, str] | None:
    """The parts an account may be kept for, with their names; None where anything is (a provider's code)."""
    if per == "revenue":
        return {code: item.name for code, item in revenue_items().items()}
    return {code: s.name.ja for code, s in all_sections().items()} if per == "section" else None


def _account(code: str) -> LedgerAccount:
    kind, _, part = code.partition(":")
    head = _heads().get(kind)
    names = _names(head.get("per", "")) if head else None
    if head is None or bool(part) != ("per" in head) or (names is not None and part not in names):
        raise ValueError(f"not in the chart of accounts: {code}")
    name = names[part] if names is not None else part
    return LedgerAccount(code=code, kind=head["kind"],
                         title={k: v.format(name=name) for k, v in head["title"].items()})
