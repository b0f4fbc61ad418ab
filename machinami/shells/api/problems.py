"""The answers every operation may give besides its own."""

from __future__ import annotations

from ninja import Schema


class Problem(Schema):
    """Why a request was not carried out; ``fields`` by path."""

    code: str
    message: str
    fields: dict[str, str] = {}


PUBLIC = {404: Problem, 422: Problem}
SIGNED_IN = {401: dict, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
