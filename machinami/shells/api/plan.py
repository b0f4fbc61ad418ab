"""The plan's 56 initiatives and how far they have come. Open."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router

from machinami.foundation.levels import levels
from machinami.shells.api.problems import PUBLIC

router = Router(auth=None)


@router.get("", response={200: list[dict], **PUBLIC}, summary="Number → level, services, evidence")
def plan(request: HttpRequest) -> Any:
    return [asdict(level) for level in levels().values()]
