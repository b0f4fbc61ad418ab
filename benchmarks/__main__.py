"""``python -m benchmarks [SUBJECT …options]``; without words all subjects, in modest sizes."""

from __future__ import annotations

import importlib
import json
import sys

#: Subject → options for a modest run of all.
SUBJECTS: dict[str, list[str]] = {
    "submissions": ["--seconds", "4", "--engine", "sqlite"],
    "search": [],
    "rules": ["--households", "1000"],
    "queues": ["--days", "8"],
    "desk": ["--cases", "20000", "--people", "20000"],
    "load": ["--people", "20000"],
}


def main(words: list[str]) -> int:
    if words and words[0] not in SUBJECTS:
        print(f"subjects: {', '.join(SUBJECTS)}", file=sys.stderr)
        return 2
    if words:
        print(json.dumps(importlib.import_module(f"benchmarks.{words[0]}").main(words[1:]), ensure_ascii=False))
        return 0
    found = {subject: importlib.import_module(f"benchmarks.{subject}").main(options) for subject, options in SUBJECTS.items()}
    print(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
