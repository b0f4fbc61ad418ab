"""Cells and CSV for spreadsheets, which run what begins like a formula (OWASP CSV Injection)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """A cell that a spreadsheet does not run."""
    return "'" + cell if cell[:1] in FORMULA else cell


def plain(cell: str) -> str:
    """The cell without the mark of :func:`guarded`."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """CSV in UTF-8 with BOM, so that a spreadsheet opens it rightly; every cell guarded."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(c) for c in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
