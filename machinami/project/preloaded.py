"""granian with the application loaded before its workers are forked: they share its memory and are there at once."""

from __future__ import annotations

import gc
import importlib
import sys

from granian.cli import entrypoint


def main() -> None:
    """``python -m machinami.project.preloaded GRANIAN-ARGUMENTS module:application``; opens no database."""
    importlib.import_module(sys.argv[-1].partition(":")[0])
    from django.urls import get_resolver

    len(get_resolver().url_patterns)  # imports every view
    gc.freeze()  # what the collector does not touch stays shared
    entrypoint()


if __name__ == "__main__":
    main()
