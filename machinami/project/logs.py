"""One line an event: JSON in production, plain on a terminal. Never a person's data."""

from __future__ import annotations

import json
import logging
import os

from machinami.foundation.tracing import request_id, trace_id


class Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        if os.environ.get("LOG_FORMAT") == "json":
            line = {"at": self.formatTime(record), "level": record.levelname, "logger": record.name,
                    "message": record.getMessage(), "request": request_id.get(), "trace": trace_id.get()}
            if record.exc_info:
                line["error"] = self.formatException(record.exc_info)
            return json.dumps(line, ensure_ascii=False)
        return f"{self.formatTime(record, '%H:%M:%S')} {record.levelname:7} {record.name}: {super().format(record)}"
