"""Bank accounts that exist nowhere, at banks and branches that do (data of the package zengin-code)."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

#: Bank code → weight (own assumption). 9900 is ゆうちょ銀行, 1341 西武信用金庫.
_BANKS = {"0001": 16, "0005": 24, "0009": 20, "0010": 6, "9900": 18, "0033": 4, "0036": 4, "0038": 4, "1341": 4}
#: Branches whose names contain one of these are near.
_NEAR = ("荻窪", "高円寺", "阿佐", "高井戸", "浜田山", "永福", "方南", "西荻", "杉並", "井荻", "久我山")
_NEAR_SHARE = 0.7

Branch = tuple[str, str, str, str]


@cache
def _data() -> Path:
    spec = find_spec("zengin_code")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package zengin-code is not installed")
    return Path(spec.origin).parent / "source-data" / "data"


@cache
def _branches() -> tuple[tuple[list[Branch], list[Branch]], ...]:
    """For each bank (repeated by weight) its near branches and a sample of all. Only these banks' files are read."""
    names = json.loads((_data() / "banks.json").read_text("utf-8"))
    rows = []
    for code, weight in _BANKS.items():
        path = _data() / "branches" / f"{code}.json"
        if code not in names or not path.exists():
            continue
        found = [(code, names[code]["name"], b["code"], b["name"])
                 for b in json.loads(path.read_text("utf-8")).values()
                 if not b["name"].startswith(("法人", "振込"))]
        near = [b for b in found if any(word in b[3] for word in _NEAR)]
        rows += [(near or found, found)] * weight
    return tuple(rows)


def account(random: Random, holder_kana: str) -> dict[str, Any]:
    """``{bank_code, bank_name, branch_code, branch_name, kind, number, holder_kana}``; ``kind`` is ``ordinary``
    (普通), the number seven random digits, the holder in full-width katakana as in the register."""
    near, found = random.choice(_branches())
    bank_code, bank_name, branch_code, branch_name = random.choice(near if random.random() < _NEAR_SHARE else found)
    return {"bank_code": bank_code, "bank_name": bank_name, "branch_code": branch_code, "branch_name": branch_name,
            "kind": "ordinary", "number": f"{random.randrange(10_000_000):07d}", "holder_kana": holder_kana}
