"""Which request a line of the log, or a task, comes from: the request's own id and the trace of W3C Trace Context.

Both go along with tasks, and with the tasks that those bring about, so that a certificate that was not made leads back to the press
of the button.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Twelve hexadecimal digits, as error pages show them; and 32, the trace.
request_id: ContextVar[str] = ContextVar("request_id", default="")
trace_id: ContextVar[str] = ContextVar("trace_id", default="")
_PARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


@contextmanager
def traced(carried: str = "", parent: str = "") -> Iterator[None]:
    """Within: a new request (of the ``traceparent`` header, where a proxy sends one), or the one that was :func:`carried`."""
    request, _, trace = carried.partition(" ")
    came = _PARENT.fullmatch(parent)
    if came and set(came.group(1)) != {"0"}:
        trace = came.group(1)
    tokens = (request_id.set(request or secrets.token_hex(6)), trace_id.set(trace or secrets.token_hex(16)))
    try:
        yield
    finally:
        request_id.reset(tokens[0])
        trace_id.reset(tokens[1])


def carried() -> str:
    """What to give along; empty outside a request."""
    return f"{request_id.get()} {trace_id.get()}".strip()
