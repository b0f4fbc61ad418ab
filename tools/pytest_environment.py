"""Loaded first by pytest (``-p``): a folder of its own for everything the tests write, before settings are read."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("MACHINAMI_VAR", tempfile.mkdtemp(prefix="machinami-test-"))
os.environ.setdefault("LOG_LEVEL", "CRITICAL")

from machinami.ui.catalogues import compile_all

compile_all()
