"""A collector of traces on loopback: takes OTLP over HTTP and reads it with OpenTelemetry's own message classes."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


@dataclass(frozen=True)
class Seen:
    """One span, its attributes as plain values; ids in hexadecimal."""

    name: str
    kind: int
    trace: str
    id: str
    parent: str
    failed: bool
    attributes: dict[str, Any]
    resource: dict[str, Any]
    said: int
    lasted: int


@dataclass
class Collector:
    """``away``: it takes what comes and does not answer before it is back. ``port`` stays the same when it is opened again."""

    spans: list[Seen] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    port: int = 0
    held: int = 0

    def __post_init__(self) -> None:
        self.back = threading.Event()
        self.back.set()
        self.open()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        collector = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if not collector.back.is_set():
                    collector.held += 1
                    collector.back.wait(60)
                    return
                assert self.path == "/v1/traces" and self.headers["Content-Type"] == "application/x-protobuf"
                collector.take(body)
                answer = ExportTraceServiceResponse().SerializeToString()
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Door)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, body: bytes) -> None:
        self.raw.append(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            named = _plain(resource.resource.attributes)
            for scope in resource.scope_spans:
                self.spans += [Seen(s.name, s.kind, s.trace_id.hex(), s.span_id.hex(), s.parent_span_id.hex(), s.status.code == 2,
                                    _plain(s.attributes), named, len(s.events) + len(s.status.message),
                                    s.end_time_unix_nano - s.start_time_unix_nano) for s in scope.spans]

    def close(self) -> None:
        self.back.set()
        self.server.shutdown()
        self.server.server_close()

    def above(self, span: Seen) -> list[Seen]:
        """What the span follows, up to the first."""
        known = {(s.trace, s.id): s for s in self.spans}
        found = []
        while (parent := known.get((span.trace, span.parent))) is not None:
            found.append(parent)
            span = parent
        return found


def _plain(attributes: Any) -> dict[str, Any]:
    return {a.key: getattr(a.value, a.value.WhichOneof("value")) for a in attributes}
