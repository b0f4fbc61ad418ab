"""What requests may carry, bounded and described: the shapes that operations share."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Header, Path, Query, Schema
from pydantic import BeforeValidator, ConfigDict, Field

#: Neither database nor document takes a NUL.
WITHOUT_NUL = r"^[^\x00]*$"
#: An ISO date and nothing else: no moment, no number of seconds.
ISO_DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"

Number = Annotated[int, Query(ge=1, le=10**6, description="Which page, from 1")]
Size = Annotated[int, Query(ge=1, le=200, description="Rows a page")]
Search = Annotated[str, Query(max_length=200, pattern=WITHOUT_NUL, description="What to look for")]
CodeInPath = Annotated[str, Path(max_length=100, pattern=WITHOUT_NUL, description="A code, as lists and schemas name it")]
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=400, pattern=WITHOUT_NUL, description=(
    "The ETag as read: where the row has changed since, nothing is written and the answer is 412"))]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=400, pattern=WITHOUT_NUL, description=(
    "The ETag as read: where nothing has changed since, the answer is 304 without a body"))]
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=80, pattern=r"^[!-~]+$", description=(
    "A key of the client's own, the same whenever the same request is sent again"))]

#: Text and codes inside a body.
Words = Annotated[str, Field(max_length=4000, pattern=WITHOUT_NUL)]
Code = Annotated[str, Field(max_length=200, pattern=WITHOUT_NUL)]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)]


def _iso(value: Any) -> date:
    if not isinstance(value, str) or len(value) != 10:
        raise ValueError("a date as 2026-11-24")
    return date.fromisoformat(value)


Day = Annotated[date, BeforeValidator(_iso)]


class Body(Schema):
    """A body in JSON: each value of its own type, and no name that is not known."""

    model_config = ConfigDict(strict=True, extra="forbid")
