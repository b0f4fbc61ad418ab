"""Documents as PDF by typst, with an embedded Japanese font and a 2D code to the verification page."""

from __future__ import annotations

import io
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import segno
import typst
from fontTools.ttLib import TTFont

from machinami.foundation.registry import ROOT, capability_packages, service_packages

HERE = Path(__file__).parent


@cache
def font_folder() -> Path:
    """The folder of IPAex Gothic (IPA Font License), inside the package matplotlib-fontja."""
    spec = find_spec("matplotlib_fontja")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package matplotlib-fontja (its font IPAexGothic) is not installed")
    return Path(spec.submodule_search_locations[0]) / "fonts"


@cache
def _glyphs() -> frozenset[int]:
    found: set[int] = set()
    for file in font_folder().glob("*.ttf"):
        found |= set(TTFont(file, lazy=True).getBestCmap())
    return frozenset(found)


def missing_glyphs(text: str) -> str:
    """The characters that the embedded font cannot draw."""
    return "".join(dict.fromkeys(c for c in text if ord(c) > 31 and ord(c) not in _glyphs()))


@cache
def _template(name: str) -> Path:
    for package in (*capability_packages(), *service_packages()):
        path = ROOT.parent / Path(*package.split(".")) / "typst" / f"{name}.typ"
        if path.exists():
            return path
    raise KeyError(f"no document template {name}")


def render(template: str, data: dict[str, Any], verify_url: str) -> bytes:
    """PDF/A-2b of ``<template>.typ``.

    :param data: JSON values; the template reads them from ``sys.inputs.data``.
    :param verify_url: drawn as a 2D code (``sys.inputs.code``, SVG).
    """
    text = json.dumps(data, ensure_ascii=False)
    absent = missing_glyphs(text)
    svg = io.BytesIO()
    segno.make(verify_url, error="m").save(svg, kind="svg", xmldecl=False, border=2)
    inputs = {"data": json.dumps({**data, "absent": list(absent)}, ensure_ascii=False), "code": svg.getvalue().decode()}
    return typst.compile(str(_template(template)), root=str(ROOT), font_paths=[str(font_folder())],
                         ignore_system_fonts=not absent, sys_inputs=inputs, pdf_standards=["a-2b"])
