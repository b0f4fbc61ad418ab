"""Which request a line of the log, a task or a letter comes from, and what took how long on the way.

A request has an id of its own and a trace (W3C Trace Context). Both go along with tasks, with what those bring about and with
letters, so that a certificate that was not made leads back to the press of the button.

*Spans* say how long the steps of a trace took. They are nobody's work here until a :class:`Recorder` is set (``project.traces``
does it where the operator names a collector): without one :func:`span` costs a look at a name. What a span says of itself is
in :data:`ATTRIBUTES`, nothing else is recorded: no path, no query, no id of a person or a case, no value of a statement.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, Protocol

#: Twelve hexadecimal digits, as error pages show them; and 32, the trace.
request_id: ContextVar[str] = ContextVar("request_id", default="")
trace_id: ContextVar[str] = ContextVar("trace_id", default="")
#: The span that the first one here follows: 16 hexadecimal digits and the flags, ``00f067aa0ba902b7-01``.
came_from: ContextVar[str] = ContextVar("came_from", default="")
_PARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_SPAN = re.compile(r"(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")

#: Every word that a span may say of itself. Values are codes, classes, hosts, figures; the first five are OpenTelemetry's.
ATTRIBUTES = frozenset({
    "http.request.method", "http.route", "http.response.status_code", "server.address", "error.type",
    "machinami.request_id", "machinami.permission", "machinami.actor", "machinami.refused", "machinami.outcome", "machinami.attempt",
    "machinami.channel", "machinami.template", "machinami.event", "machinami.provider", "machinami.sql.count",
    "machinami.sql.seconds", "machinami.sql.longest"})
Value = str | int | float
Kind = Literal["internal", "server", "client", "consumer"]


class Span:
    """What is being timed. This one is nobody's: it forgets what it is told."""

    def note(self, attributes: Mapping[str, Value], *, name: str = "", failed: bool = False) -> None:
        """:param failed: something broke; a refusal in words is no failure."""


@dataclass(frozen=True, slots=True)
class Here:
    """The span that is open: 32, 16 and 2 hexadecimal digits."""

    trace: str
    span: str
    flags: str


class Recorder(Protocol):
    def span(self, name: str, kind: Kind, attributes: Mapping[str, Value]) -> AbstractContextManager[Span]: ...

    def here(self) -> Here | None: ...


_recorder: Recorder | None = None
_NOBODY: AbstractContextManager[Span] = nullcontext(Span())


def record_by(recorder: Recorder | None) -> None:
    """Have spans recorded from now on; None: no longer."""
    global _recorder
    _recorder = recorder


def recording() -> bool:
    return _recorder is not None


def span(name: str, *, kind: Kind = "internal", attributes: Mapping[str, Value] | None = None) -> AbstractContextManager[Span]:
    """Time the block as a step of the trace it is in; what is raised in it is noted by its class.

    A step inside the house belongs to a request, a task or a letter: what else the clock brings about every second is not recorded.
    """
    if _recorder is None or (kind == "internal" and not trace_id.get()):
        return _NOBODY
    return _recorder.span(name, kind, attributes or {})


@contextmanager
def traced(carried: str = "", parent: str = "") -> Iterator[None]:
    """Within: a new request (of the ``traceparent`` header, where a proxy sends one), or the one that was :func:`carried`."""
    request, trace, before, *_ = (*carried.split(), "", "", "")
    came = _PARENT.fullmatch(parent)
    if came and set(came.group(1)) != {"0"}:
        trace, before = came.group(1), f"{came.group(2)}-{came.group(3)}"
    tokens = (request_id.set(request or secrets.token_hex(6)), trace_id.set(trace or secrets.token_hex(16)),
              came_from.set(before if _SPAN.fullmatch(before) else ""))
    try:
        yield
    finally:
        request_id.reset(tokens[0])
        trace_id.reset(tokens[1])
        came_from.reset(tokens[2])


def carried() -> str:
    """What to give along: request, trace and, where spans are recorded, the open one; empty outside a request."""
    here = open_span()
    after = f" {here.span}-{here.flags}" if here and here.trace == trace_id.get() else ""
    return f"{request_id.get()} {trace_id.get()}{after}".strip()


def open_span() -> Here | None:
    return _recorder.here() if _recorder is not None else None


def headers() -> dict[str, str]:
    """For a request to a system that may go on with our trace (W3C Trace Context); nothing where spans are not recorded."""
    here = open_span()
    return {"traceparent": f"00-{here.trace}-{here.span}-{here.flags}"} if here else {}
