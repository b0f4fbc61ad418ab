"""Whoever installs the default set gets everything that runs: what the pinned packages need is pinned, too."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
#: Needed by nobody at run time: only the package's font file is used.
FONT_ONLY = {("matplotlib-fontja", "matplotlib")}


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def test_the_default_set_is_whole():
    pinned = {_name(line.split("==")[0]) for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line}
    lacking = set()
    for name in pinned:
        for text in distribution(name).requires or ():
            need = Requirement(text)
            if (need.marker is None or need.marker.evaluate({"extra": ""})) and _name(need.name) not in pinned:
                lacking.add((name, _name(need.name)))
    assert lacking <= FONT_ONLY, lacking
