"""Lists, a page at a time: the same four names everywhere, and the neighbours in ``Link`` (RFC 8288)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from machinami.foundation.pages import Page


class Paged(Schema):
    """``rows`` of page ``number`` (from 1), ``size`` a page, out of ``total``."""

    number: int
    size: int
    total: int
    more: bool = Field(description="There are more than `total`: so far it was counted")


LINKED: dict[str, Any] = {"responses": {200: {"headers": {"Link": {
    "description": "The pages before and after (RFC 8288), rel next and prev; none on a single page", "schema": {"type": "string"}}}}}}


def paged(request: HttpRequest, response: HttpResponse, page: Page[Any], out: Callable[[Any], Any] = lambda row: row) -> dict[str, Any]:
    links = []
    if page.number * page.size < page.total or (page.more and len(page.rows) == page.size):
        links.append(_link(request, page.number + 1, "next"))
    if page.number > 1:
        links.append(_link(request, page.number - 1 if page.more else min(page.number - 1, page.pages), "prev"))
    if links:
        response["Link"] = ", ".join(links)
    return {"rows": [out(r) for r in page.rows], "number": page.number, "size": page.size, "total": page.total, "more": page.more}


def cut(rows: Sequence[Any], number: int, size: int) -> Page[Any]:
    """One page of rows that are all there."""
    return Page(rows[(number - 1) * size: number * size], number, size, len(rows))


def _link(request: HttpRequest, number: int, rel: str) -> str:
    asked = request.GET.copy()
    asked["page"] = str(number)
    return f'<{request.path}?{asked.urlencode()}>; rel="{rel}"'
