"""Opening a city hall that was made ready before: nothing has changed, so Django is not loaded to find that out.

``machinami serve`` leaves ``var/ready.json``; ``script/server`` starts here. Whatever does not fit exactly – another file of the
product, other arguments, another database, a port that is taken – goes the long way, which makes ready and says what is wrong.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from machinami.project import serve

PRODUCT = Path(__file__).resolve().parent.parent
#: Only the demonstration on its own databases: others are looked after by their operators, with ``--prepare-only``.
ELSEWHERE = ("DATABASE_URL", "AUDIT_DATABASE_URL", "MACHINAMI_MODE")


def _var() -> Path:
    return Path(os.environ.get("MACHINAMI_VAR") or PRODUCT.parent / "var")


def _state(arguments: Sequence[str]) -> dict[str, Any] | None:
    """What must be the same as when it was made ready; None where that can't be told from files."""
    files = [_var() / name for name in ("machinami.sqlite3", "audit.sqlite3")]
    if any(os.environ.get(name) for name in ELSEWHERE) or not all(f.exists() for f in files):
        return None
    product = hashlib.sha256()
    for folder, folders, names in os.walk(PRODUCT):
        folders[:] = sorted(f for f in folders if f != "__pycache__")
        for name in sorted(names):
            if not name.endswith(".mo"):  # compiled from what is looked at
                file = Path(folder, name)
                found = file.stat()
                product.update(f"{file} {found.st_size} {found.st_mtime_ns}\n".encode())
    return {"arguments": list(arguments), "base": os.environ.get("BASE_URL", ""), "python": sys.executable,
            "product": product.hexdigest(), "databases": [f.stat().st_ino for f in files]}


def keep(arguments: Sequence[str], words: Sequence[str], supervisor: dict[str, Any]) -> None:
    """Remember that this city hall is ready, what it says when it opens, and how (the arguments of ``serve.become``)."""
    state, place = _state(arguments), _var() / "ready.json"
    if state is None:
        return
    fresh = place.with_suffix(".new")
    fresh.write_text(json.dumps({"state": state, "words": list(words), "supervisor": supervisor}, ensure_ascii=False), "utf-8")
    fresh.replace(place)


def ready(arguments: Sequence[str]) -> dict[str, Any] | None:
    """What ``keep`` kept, where all is as it was and the ports are free."""
    try:
        kept = json.loads((_var() / "ready.json").read_text("utf-8"))
        supervisor = kept["supervisor"]
        fits = kept["state"] == _state(arguments)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    free = fits and not serve.taken(supervisor["host"], supervisor["port"], demo=supervisor["demo"])
    return kept if free else None


def main() -> None:
    arguments = sys.argv[1:]
    kept = ready(arguments)
    if kept is None:
        os.execv(sys.executable, [sys.executable, "-m", "django", "serve", *arguments])  # noqa: S606 - our own interpreter
    print(*kept["words"], sep="\n", flush=True)
    serve.become(**kept["supervisor"])


if __name__ == "__main__":
    main()
