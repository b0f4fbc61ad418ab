"""The answers every operation may give besides its own, all declared: what is not declared is never answered."""

from __future__ import annotations

from typing import Any

from ninja import Schema


class Problem(Schema):
    """Why a request was not carried out, in the reader's language; ``fields`` by path."""

    code: str
    message: str
    fields: dict[str, str] = {}


_ALWAYS: dict[int, Any] = {400: Problem, 405: Problem, 422: Problem, 429: Problem, 503: Problem}
PUBLIC: dict[int, Any] = {**_ALWAYS, 404: Problem}
SIGNED_IN: dict[int, Any] = {**_ALWAYS, 401: Problem, 403: Problem, 404: Problem, 409: Problem}
#: Reads that tell their ETag.
READ: dict[int, Any] = {**SIGNED_IN, 304: None}
#: Requests with a body.
SENT: dict[int, Any] = {**SIGNED_IN, 413: Problem, 415: Problem}
#: Changes that take If-Match, with and without a body.
MATCHED: dict[int, Any] = {**SENT, 412: Problem}
DROPPED: dict[int, Any] = {**SIGNED_IN, 412: Problem}
