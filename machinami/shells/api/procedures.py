"""Procedures: open to everybody."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.schema import json_schema
from machinami.shells.api.paging import LINKED, Paged, cut, paged
from machinami.shells.api.parameters import CodeInPath, Number, Search, Size
from machinami.shells.api.problems import PUBLIC

router = Router(auth=None)


class WordsOut(Schema):
    """The same words in the ward's languages; Japanese is authoritative, the others may be missing."""

    ja: str
    en: str | None = None
    zh: str | None = None
    ko: str | None = None
    easy: str | None = None


class ProcedureOut(Schema):
    """``identity_level``: how strong the sign-in must be to apply (0 none, 1 e-mail, 2 and 3 card)."""

    code: str
    title: WordsOut
    summary: WordsOut
    section: str
    identity_level: int


class ProceduresOut(Paged):
    rows: list[ProcedureOut]


Whole = Annotated[dict[str, Any], Field(description=(
    "The definition as published: questions, fields, conditions, fee, steps, documents; the keys are those of the procedure file"))]
Schema2020 = Annotated[dict[str, Any], Field(description="A JSON Schema (2020-12): field code → what an answer may be")]


def _out(d: Any) -> dict[str, Any]:
    return {"code": d.code, "title": d.title.as_dict(), "summary": d.summary.as_dict(), "section": d.section,
            "identity_level": d.identity_level}


@router.get("", response={200: ProceduresOut, **PUBLIC}, openapi_extra=LINKED, summary="All procedures, or those that fit a text")
def all_procedures(request: HttpRequest, response: HttpResponse, q: Search = "", page: Number = 1, size: Size = 50) -> Any:
    found = queries.search(q, "ja") if q.strip() else queries.all_definitions()
    return paged(request, response, cut(found, page, size), _out)


@router.get("/{code}", response={200: Whole, **PUBLIC}, summary="One procedure, as it counts today")
def one_procedure(request: HttpRequest, code: CodeInPath) -> Any:
    return queries.current(code).definition.model_dump(mode="json", exclude_none=True)


@router.get("/{code}/schema", response={200: Schema2020, **PUBLIC}, summary="JSON Schema 2020-12 of its answers")
def schema(request: HttpRequest, code: CodeInPath) -> Any:
    return json_schema(queries.current(code).definition)
