"""The console command ``machinami``: every management command under one name."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machinami.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["machinami", *sys.argv[1:]])
