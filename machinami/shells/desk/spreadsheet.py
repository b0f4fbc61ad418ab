"""Tables for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from machinami.foundation.spreadsheets import csv_bytes


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """CSV for download, as :func:`machinami.foundation.spreadsheets.csv_bytes` writes it."""
    content = csv_bytes([header, *([str(value) for value in row] for row in rows)])
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
