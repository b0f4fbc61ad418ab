"""Loaded first by pytest (``-p``): a folder of its own for everything the tests write, before settings are read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("MACHINAMI_VAR", tempfile.mkdtemp(prefix="machinami-test-"))
os.environ.setdefault("LOG_LEVEL", "CRITICAL")

(Path(os.environ["MACHINAMI_VAR"]) / "static").mkdir(parents=True, exist_ok=True)

from machinami.ui.catalogues import compile_all  # noqa: E402 - reads settings

compile_all()
