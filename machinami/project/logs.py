"""One line an event: JSON in production, plain on a terminal. Never a person's data."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime

from machinami.foundation.tracing import open_span, request_id, trace_id


def _moment(record: logging.LogRecord) -> str:
    """In UTC and saying so, whatever the machine's zone is: lines of several machines fall into order."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        if os.environ.get("LOG_FORMAT") == "json":
            line = {"at": _moment(record), "level": record.levelname, "logger": record.name,
                    "message": record.getMessage(), "request": request_id.get(), "trace": trace_id.get()}
            if here := open_span():  # named as OpenTelemetry names them in logs, so that a collector joins the two
                line |= {"trace_id": here.trace, "span_id": here.span, "trace_flags": here.flags}
            if record.exc_info:
                line["error"] = self.formatException(record.exc_info)
            return json.dumps(line, ensure_ascii=False)
        here = open_span()
        trace = f" [trace_id={here.trace}]" if here else ""
        return f"{self.formatTime(record, '%H:%M:%S')} {record.levelname:7} {record.name}:{trace} {super().format(record)}"
