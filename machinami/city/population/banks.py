"""Bank accounts that exist nowhere, at banks and branches that do (package zengin-code)."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

_BANKS = ("0001", "0005", "0009", "0010", "0033")


@cache
def _branches() -> tuple[tuple[str, str, str, str], ...]:
    from zengin_code import Bank

    rows = []
    for code in _BANKS:
        bank = Bank.all.get(code)
        if bank is not None:
            rows += [(code, bank.name, b.code, b.name) for b in list(bank.branches.values())[:60]]
    return tuple(rows)


def account(random: Random, holder_kana: str) -> dict[str, Any]:
    """``{bank_code, bank_name, branch_code, branch_name, kind, number, holder_kana}``."""
    bank_code, bank_name, branch_code, branch_name = random.choice(_branches())
    return {"bank_code": bank_code, "bank_name": bank_name, "branch_code": branch_code, "branch_name": branch_name,
            "kind": "ordinary", "number": f"{random.randrange(10_000_000):07d}", "holder_kana": holder_kana}
