"""ETags (RFC 9110 §13): ``"r<revision>-<content>"``.

Reading compares the whole tag, since what the reader sees may change without a new revision (a message, a document, another
language). Changing compares the revision, inside the action that changes: no other change slips in between.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse

from machinami.foundation.errors import Conflict, Refused
from machinami.foundation.i18n import Text

TAG = re.compile(r'(W/)?"([^"]*)"')
OURS = re.compile(r"r(\d{1,9})(-[0-9a-f]{16})?")
TAGGED: dict[str, Any] = {"responses": {200: {"headers": {"ETag": {
    "description": "The revision and content as read", "schema": {"type": "string"}}}}}}


class Changed(Refused):
    """If-Match names an older revision: somebody was quicker."""

    status = 412


MOVED_ON = Text(ja="その間に変わっています。読み直してから、もう一度送ってください", en="It has changed meanwhile. Read it again, then send again.",
                zh="内容已变更。请重新读取后再发送。", ko="그 사이에 변경되었습니다. 다시 읽은 뒤 보내 주세요.", easy="かわりました。もういちど よんでから おくってください")


def tag(revision: int, content: Any) -> str:
    written = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, default=str).encode()
    return f'"r{revision}-{hashlib.sha256(written).hexdigest()[:16]}"'


def same(request: HttpRequest, response: HttpResponse, revision: int, content: Any) -> bool:
    """Tell the ETag; True when the client has this content already (answer 304)."""
    response["ETag"] = found = tag(revision, content)
    asked = request.headers.get("If-None-Match", "")
    return asked.strip() == "*" or found.strip('"') in {inner for _, inner in TAG.findall(asked)}


@contextmanager
def matched(request: HttpRequest, named: int | None = None) -> Iterator[int | None]:
    """The revision that the change is meant for: If-Match's, else the body's; None when neither says.

    :raises Changed: when If-Match fits nothing, or the action inside finds another revision.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        yield named
        return
    try:
        yield _revision(given)
    except Conflict as conflict:
        if conflict.code == "revision":
            raise Changed(MOVED_ON, code="revision") from conflict
        raise


def _revision(given: str) -> int:
    """The newest revision named: whoever has seen it knows that the older ones are gone.

    Weak tags count: compressing an answer makes its tag weak on the way (RFC 9110 §8.8.3.3), and the revision it names is exact.
    """
    known = [OURS.fullmatch(inner) for _, inner in TAG.findall(given)]
    revisions = [int(m.group(1)) for m in known if m]
    if not revisions:
        raise Changed(MOVED_ON, code="revision")
    return max(revisions)
