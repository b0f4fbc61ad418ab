"""ETags: a row's revision as the client has it (RFC 9110 §13)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text


class Changed(Refused):
    """If-Match names an older revision: somebody was quicker."""

    status = 412


MOVED_ON = Text(ja="その間に変わっています。読み直してから、もう一度送ってください", en="It has changed meanwhile. Read it again, then send again.",
                zh="内容已变更。请重新读取后再发送。", ko="그 사이에 변경되었습니다. 다시 읽은 뒤 보내 주세요.", easy="かわりました。もういちど よんでから おくってください")


def tag(revision: int) -> str:
    return f'"r{revision}"'


def same(request: HttpRequest, response: HttpResponse, revision: int) -> bool:
    """Tell the ETag; True when the client has this revision already (answer 304)."""
    response["ETag"] = tag(revision)
    asked = [t.strip().removeprefix("W/") for t in request.headers.get("If-None-Match", "").split(",")]
    return tag(revision) in asked or "*" in asked


def expected(request: HttpRequest, current: int) -> int | None:
    """The revision that If-Match asks for, None without one. :raises Changed: when it is not the current one."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        return None
    if given.removeprefix("W/") != tag(current):
        raise Changed(MOVED_ON, code="revision")
    return current
