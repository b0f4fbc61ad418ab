"""Tests run on the database that DATABASE_URL names; ``script/test`` runs them on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_VAR = Path(tempfile.mkdtemp(prefix="machinami-test-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machinami.project.settings")
os.environ.setdefault("MACHINAMI_VAR", str(_VAR))
os.environ.setdefault("LOG_LEVEL", "ERROR")
