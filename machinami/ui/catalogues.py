"""The words of templates in other languages: ``locale/*.po`` are the sources, the binary form is made on installing."""

from __future__ import annotations

from pathlib import Path

import polib

FOLDER = Path(__file__).parent / "locale"


def compile_all() -> int:
    """Write the binary catalogues that Django reads, where they are missing or old. Returns how many."""
    written = 0
    for source in FOLDER.glob("*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            part = target.with_suffix(".part")
            polib.pofile(str(source)).save_as_mofile(str(part))
            part.replace(target)
            written += 1
    return written
