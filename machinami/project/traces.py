"""Spans through OpenTelemetry to the operator's collector, over OTLP/HTTP (docs/adr/0017). Nothing here runs where none is set.

Ended spans wait in memory for a thread of their own; a collector that is away costs spans, never a request.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created

from machinami import __version__
from machinami.foundation import tracing
from machinami.foundation.errors import Refused

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
    from opentelemetry.sdk.trace.export import SpanExportResult

logger = logging.getLogger("machinami.traces")
#: Seconds that a process which ends waits for its last spans to be taken.
LAST = 3.0
_CODE = re.compile(r"[a-z0-9_.]{1,60}")


class Statements:
    """How many statements the database was asked within a span, and for how long (seconds)."""

    def __init__(self) -> None:
        self.count, self.seconds, self.longest = 0, 0.0, 0.0

    def add(self, count: int, seconds: float, longest: float) -> None:
        self.count += count
        self.seconds += seconds
        self.longest = max(self.longest, longest)

    def told(self) -> dict[str, tracing.Value]:
        return {"machinami.sql.count": self.count, "machinami.sql.seconds": round(self.seconds, 6),
                "machinami.sql.longest": round(self.longest, 6)}


_statements: ContextVar[Statements | None] = ContextVar("statements", default=None)


def _timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Around every statement; neither it nor its values are kept."""
    within = _statements.get()
    if within is None:
        return execute(sql, params, many, context)
    started = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = time.perf_counter() - started
        within.add(1, took, took)


@contextmanager
def _counted() -> Iterator[Statements]:
    above, within = _statements.get(), Statements()
    token = _statements.set(within)
    try:
        yield within
    finally:
        _statements.reset(token)
        if above is not None:
            above.add(within.count, within.seconds, within.longest)


class Recorder:
    """:class:`machinami.foundation.tracing.Recorder` by OpenTelemetry's SDK, made at a process's first span: after it was forked."""

    def __init__(self) -> None:
        from opentelemetry import trace

        self.api = trace
        self.kinds = {"internal": trace.SpanKind.INTERNAL, "server": trace.SpanKind.SERVER, "client": trace.SpanKind.CLIENT,
                      "consumer": trace.SpanKind.CONSUMER}
        self.provider: TracerProvider | None = None
        self._tracer: Any = None
        self._making = threading.Lock()

    @property
    def tracer(self) -> Any:
        if self._tracer is None:
            with self._making:
                if self._tracer is None:
                    self.provider = _provider()
                    self._tracer = self.provider.get_tracer("machinami", __version__)
        return self._tracer

    @contextmanager
    def span(self, name: str, kind: tracing.Kind, attributes: Mapping[str, tracing.Value]) -> Iterator[tracing.Span]:
        made = self.tracer.start_span(name, context=self._before(), kind=self.kinds[kind], attributes=_allowed(attributes))
        noted = _Span(self.api, made)
        with self.api.use_span(made, end_on_exit=True, record_exception=False, set_status_on_exception=False), _counted() as statements:
            try:
                yield noted
            except BaseException as error:
                noted.raised(error)
                raise
            finally:
                if statements.count:
                    made.set_attributes(statements.told())

    def here(self) -> tracing.Here | None:
        found = self.api.get_current_span().get_span_context()
        if not found.is_valid:
            return None
        return tracing.Here(f"{found.trace_id:032x}", f"{found.span_id:016x}", f"{found.trace_flags:02x}")

    def _before(self) -> Any:
        """What the new span follows: the open one, where that is of the same trace; else the one that was carried here, if any."""
        trace, came = tracing.trace_id.get(), tracing.came_from.get()
        here = self.here()
        if here and (not trace or here.trace == trace):
            return None
        before = self.api.INVALID_SPAN
        if trace and came:
            span, _, flags = came.partition("-")
            before = self.api.NonRecordingSpan(self.api.SpanContext(
                int(trace, 16), int(span, 16), is_remote=True, trace_flags=self.api.TraceFlags(int(flags, 16))))
        return self.api.set_span_in_context(before)


class _Span(tracing.Span):
    def __init__(self, api: Any, made: Any) -> None:
        self.api, self.made = api, made

    def note(self, attributes: Mapping[str, tracing.Value], *, name: str = "", failed: bool = False) -> None:
        self.made.set_attributes(_allowed(attributes))
        if name:
            self.made.update_name(name)
        if failed:
            self.made.set_status(self.api.StatusCode.ERROR)

    def raised(self, error: BaseException) -> None:
        """The class alone: what an error says may quote what somebody wrote."""
        if isinstance(error, Refused):
            self.note({"machinami.refused": error.code if _CODE.fullmatch(error.code) else "refused"})
        else:
            self.note({"error.type": f"{type(error).__module__}.{type(error).__qualname__}"}, failed=True)


def _allowed(attributes: Mapping[str, tracing.Value]) -> dict[str, tracing.Value]:
    return {name: value for name, value in attributes.items() if name in tracing.ATTRIBUTES and value != ""}


def _provider() -> TracerProvider:
    """As OTEL_* say: sampler, limits, resource, headers, batches. Ended with the process, which waits for no longer than LAST."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class Ids(RandomIdGenerator):
        """A trace that begins here has the id that the log's lines and the queued tasks have."""

        def generate_trace_id(self) -> int:
            return int(tracing.trace_id.get() or "0", 16) or super().generate_trace_id()

    class Exporter(SpanExporter):
        """Says once that the collector is away, and once that it is back."""

        def __init__(self) -> None:
            self.inner, self.well = OTLPSpanExporter(), True

        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            result = self.inner.export(spans)
            well = result is SpanExportResult.SUCCESS
            if well is not self.well:
                self.well = well
                logger.warning("the collector of traces answers again" if well else
                               "the collector of traces does not take them; all else goes on, spans are lost until it does")
            return result

        def shutdown(self) -> None:
            self.inner.shutdown()

    named = "OTEL_SERVICE_NAME" in os.environ or "service.name=" in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    own = {"service.version": __version__} if named else {SERVICE_NAME: "machinami", "service.version": __version__}
    provider = TracerProvider(resource=Resource.create(own), id_generator=Ids(), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(Exporter()))
    # Its complaints about settings were heard by now; of a collector that is away it would speak with every batch.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    _end_with_process(provider)
    return provider


def _end_with_process(provider: TracerProvider) -> None:
    """The thread is begun now: a process that ends may begin none. Forked processes end by multiprocessing's own list, not atexit's."""
    over, done = threading.Event(), threading.Event()

    def wait() -> None:
        over.wait()
        provider.shutdown()
        done.set()

    def end() -> None:
        over.set()
        done.wait(LAST)

    threading.Thread(target=wait, name="traces-end", daemon=True).start()
    Finalize(None, end, exitpriority=10)


def begin() -> None:
    """Record from now on, where the settings say so."""
    if not settings.TRACES:
        return
    tracing.record_by(Recorder())
    connection_created.connect(_watch, dispatch_uid="machinami.traces")
    for connection in connections.all(initialized_only=True):
        _watch(connection=connection)


def _watch(connection: Any, **_: Any) -> None:
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)
