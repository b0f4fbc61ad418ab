"""What every bench does at its end: says it in words, keeps it, and prints one JSON object on the last line."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HISTORY = Path(__file__).parent / "history.jsonl"


def keep(subject: str, figures: dict[str, Any]) -> dict[str, Any]:
    """Append to the history; returns the whole record."""
    record = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "subject": subject, "cores": os.cpu_count(),
              "load_before": round(LOAD, 1), **figures}
    with HISTORY.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return record


#: How busy the machine was when the bench began: others' work makes its absolute figures worse, its ratios hardly.
LOAD = os.getloadavg()[0]


def quantile(values: list[float], part: float) -> float:
    """In milliseconds, of seconds; 0 for none."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000, 1) if ordered else 0.0
