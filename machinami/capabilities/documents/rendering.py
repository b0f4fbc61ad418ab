"""Documents as PDF by typst, with an embedded Japanese font and a 2D code to the verification page."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import segno
import typst
from fontTools.ttLib import TTFont

from machinami.foundation.registry import ROOT, capability_packages, service_packages

HERE = Path(__file__).parent


#: Packages that carry the fonts, in the order they are asked: IPAexGothic (IPA Font License), and for what it
#: lacks (𠮷, Vietnamese, rare kanji) Noto Sans CJK JP (OFL). Only the files are used; neither is imported.
FONT_PACKAGES = ("matplotlib_fontja", "noto_cjk_sans_jp_regular")
#: Drawn in place of a character that no font has, as Japanese printers do.
GETA = "〓"
#: A pattern for no text: a code point that is no character.
NOTHING = "\U0010ffff"


@cache
def font_folders() -> tuple[Path, ...]:
    """The folders of the fonts that are installed; the first is needed."""
    found = []
    for package in FONT_PACKAGES:
        spec = find_spec(package)
        if spec is not None and spec.submodule_search_locations:
            folder = Path(spec.submodule_search_locations[0])
            found.append(folder / "fonts" if (folder / "fonts").is_dir() else folder)
        elif not found:
            raise RuntimeError("the package matplotlib-fontja (its font IPAexGothic) is not installed")
    return tuple(found)


@cache
def _glyphs(folder: Path) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """What the fonts of a folder can draw: characters, and (character, variation selector) pairs."""
    single: set[int] = set()
    pairs: set[tuple[int, int]] = set()
    for file in (*folder.glob("*.ttf"), *folder.glob("*.otf")):
        with TTFont(file, lazy=True) as font:
            single |= set(font.getBestCmap())
            for table in font["cmap"].tables:
                if table.format == 14:
                    pairs |= {(base, vs) for vs, bases in table.uvsDict.items() for base, _ in bases}
    return frozenset(single), frozenset(pairs)


def _folder_for(character: str) -> Path | None:
    return next((f for f in font_folders() if ord(character) in _glyphs(f)[0]), None)


def _selector(character: str) -> bool:
    """A variation selector (IVS and standardised): it chooses a form of the character before it."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _ignorable(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf") or _selector(character)


def missing_glyphs(text: str) -> str:
    """The characters that no installed font can draw, each once."""
    return "".join(dict.fromkeys(c for c in text if not _ignorable(c) and _folder_for(c) is None))


def _variants(text: str) -> list[str]:
    """Characters followed by a selector their font does not know: their standard form is drawn."""
    found = []
    for base, selector in pairwise(text):
        folder = _folder_for(base) if _selector(selector) else None
        if folder is not None and (ord(base), ord(selector)) not in _glyphs(folder)[1]:
            found.append(base)
    return list(dict.fromkeys(found))


#: A word in Latin letters, with the marks and signs that names have.
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f'’.-]+")
_MARKED = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff][\u0300-\u036f]+")


def _composed(text: str) -> str:
    """Latin letters with their marks as one character each. Kanji are left alone: NFC would change 神 into 神."""
    return _MARKED.sub(lambda m: unicodedata.normalize("NFC", m[0]), text)


def _others(text: str) -> str:
    """A regular expression of what the second font has to set: whole Latin words, and single other characters."""
    first = font_folders()[0]

    def foreign(run: str) -> bool:
        return any(_folder_for(c) not in (first, None) for c in run if not _ignorable(c))

    words = {w for w in _LATIN.findall(text) if foreign(w)}
    single = {c for c in _LATIN.sub("", text) if foreign(c)}
    return "|".join(re.escape(x) for x in sorted(words | single, key=lambda x: (-len(x), x)))


def _without(value: Any, absent: str) -> Any:
    """The data with a geta mark for every absent character."""
    if isinstance(value, str):
        return value.translate(dict.fromkeys(map(ord, absent), GETA)) if absent else value
    if isinstance(value, dict):
        return {k: _without(v, absent) for k, v in value.items()}
    return [_without(v, absent) for v in value] if isinstance(value, list | tuple) else value


@cache
def _template(name: str) -> Path:
    for package in (*capability_packages(), *service_packages()):
        path = ROOT.parent / Path(*package.split(".")) / "typst" / f"{name}.typ"
        if path.exists():
            return path
    raise KeyError(f"no document template {name}")


def render(template: str, data: dict[str, Any], verify_url: str) -> bytes:
    """PDF/A-2b and PDF/UA-1 of ``<template>.typ``.

    :param data: JSON values; the template reads them from ``sys.inputs.data``. Characters without a glyph become
        〓 and are named in ``absent``; forms that are not at hand in ``variants``: the frame prints both as a note.
    :param verify_url: drawn as a 2D code (``sys.inputs.code``, SVG).
    """
    return typst.compile(**_sheet(template, data, verify_url), format="pdf", pdf_standards=["a-2b", "ua-1"])


def picture(template: str, data: dict[str, Any], verify_url: str, *, ppi: int = 96) -> list[bytes]:
    """The same sheets as PNG, one for each page."""
    pages = typst.compile(**_sheet(template, data, verify_url), format="png", ppi=float(ppi))
    return pages if isinstance(pages, list) else [pages]


def _sheet(template: str, data: dict[str, Any], verify_url: str) -> dict[str, Any]:
    text = _composed(json.dumps(data, ensure_ascii=False))
    absent = missing_glyphs(text)
    whole = {**_without(json.loads(text), absent), "absent": [f"U+{ord(c):04X}" for c in absent],
             "variants": _variants(text), "others": _others(text) or NOTHING}
    folders = {f for f in map(_folder_for, set(text)) if f} | {font_folders()[0]}
    svg = io.BytesIO()
    segno.make(verify_url, error="m").save(svg, kind="svg", xmldecl=False, border=2)
    return {
        "input": str(_template(template)), "root": str(ROOT), "ignore_system_fonts": True,
        # The second font is three times as large: it is opened only for a sheet that needs it.
        "font_paths": [str(f) for f in font_folders() if f in folders],
        "sys_inputs": {"data": json.dumps(whole, ensure_ascii=False), "code": svg.getvalue().decode()},
    }
