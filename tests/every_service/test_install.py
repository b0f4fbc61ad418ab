"""Whoever installs the default set gets everything that runs: what the pinned packages need is pinned, too."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
#: Needed by nobody at run time: only the package's font file is used.
FONT_ONLY = {("matplotlib-fontja", "matplotlib")}


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def _pinned(extra=""):
    lines = (ROOT / f"requirements{extra}.txt").read_text().splitlines()
    return {_name(line.split("==")[0]): line.split("==")[1] for line in lines if "==" in line}


@pytest.mark.parametrize("extra", ["", "-traces"])
def test_what_is_pinned_is_whole(extra):
    pinned = _pinned() | _pinned(extra)
    lacking = set()
    for name in pinned:
        for text in distribution(name).requires or ():
            need = Requirement(text)
            if (need.marker is None or need.marker.evaluate({"extra": ""})) and _name(need.name) not in pinned:
                lacking.add((name, _name(need.name)))
    assert lacking <= FONT_ONLY, lacking


def test_the_default_set_carries_no_traces_and_the_tests_have_the_very_same_as_an_office():
    traces = _pinned("-traces")
    assert not set(traces) & set(_pinned()) and not [name for name in _pinned() if name.startswith("opentelemetry")]
    assert traces.items() <= _pinned("-dev").items()
