"""Procedures: open to everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.schema import json_schema
from machinami.foundation.errors import NotFound
from machinami.shells.api.problems import PUBLIC

router = Router(auth=None)


class ProcedureOut(Schema):
    code: str
    title: dict[str, str]
    summary: dict[str, str]
    section: str
    identity_level: int


def _out(d: Any) -> dict[str, Any]:
    return {"code": d.code, "title": d.title.as_dict(), "summary": d.summary.as_dict(), "section": d.section,
            "identity_level": d.identity_level}


def _find(code: str) -> Any:
    try:
        return queries.definition(code)
    except KeyError as error:
        raise NotFound("procedure") from error


@router.get("", response={200: list[ProcedureOut], **PUBLIC}, summary="All procedures, or those that fit a text")
def all_procedures(request: HttpRequest, q: str = "") -> Any:
    found = queries.search(q[:200], "ja") if q else queries.all_definitions()
    return [_out(d) for d in found]


@router.get("/{code}", response={200: dict, **PUBLIC}, summary="One procedure, as published")
def one_procedure(request: HttpRequest, code: str) -> Any:
    return _find(code).model_dump(mode="json", exclude_none=True)


@router.get("/{code}/schema", response={200: dict, **PUBLIC}, summary="JSON Schema 2020-12 of its answers")
def schema(request: HttpRequest, code: str) -> Any:
    return json_schema(_find(code))
