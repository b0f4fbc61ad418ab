"""The plan's 56 initiatives and how far they have come. Open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from machinami.foundation.levels import levels
from machinami.shells.api.paging import LINKED, Paged, cut, paged
from machinami.shells.api.parameters import Number, Size
from machinami.shells.api.problems import PUBLIC

router = Router(auth=None)


class LevelOut(Schema):
    """``level`` 0–4; the services and capabilities that realise the initiative, and the tests that prove it."""

    number: int
    level: int
    services: list[str]
    capabilities: list[str]
    evidence: list[str]


class LevelsOut(Paged):
    rows: list[LevelOut]


@router.get("", response={200: LevelsOut, **PUBLIC}, openapi_extra=LINKED, summary="The initiatives, by number")
def plan(request: HttpRequest, response: HttpResponse, page: Number = 1, size: Size = 50) -> Any:
    return paged(request, response, cut(list(levels().values()), page, size))
