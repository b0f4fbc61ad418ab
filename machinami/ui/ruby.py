"""Furigana from a word list made when texts are published (docs/adr/0006), longest match first.

``readings.json`` maps a written word to its reading. Serving a page needs no dictionary engine.
"""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape, unescape
from pathlib import Path

_FILE = Path(__file__).parent / "readings.json"
_KANJI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff々〆ヶ]")
#: Elements whose text is not prose.
_RAW = {"script", "style", "title", "textarea", "option", "ruby", "svg", "code", "pre"}
_TOKEN = re.compile(r"(<!--.*?-->|<[^>]+>)", re.DOTALL)
_NAME = re.compile(r"</?\s*([a-zA-Z0-9-]+)")


@cache
def _words() -> tuple[dict[str, str], int]:
    words = json.loads(_FILE.read_text("utf-8")) if _FILE.exists() else {}
    return words, max((len(w) for w in words), default=0)


def annotate(text: str) -> str:
    """Plain text to HTML with ``<ruby>`` over known kanji words; the rest is escaped and left."""
    words, longest = _words()
    out, i = [], 0
    while i < len(text):
        if _KANJI.match(text[i]):
            for length in range(min(longest, len(text) - i), 0, -1):
                word = text[i: i + length]
                if word in words:
                    out.append(_ruby(word, words[word]))
                    i += length
                    break
            else:
                out.append(escape(text[i]))
                i += 1
        else:
            out.append(escape(text[i]))
            i += 1
    return "".join(out)


def _ruby(word: str, reading: str) -> str:
    """The reading over the kanji part only: 育てる → 育(そだ)てる."""
    end = 0
    while end < min(len(word), len(reading)) - 1 and word[-1 - end] == reading[-1 - end] and not _KANJI.match(word[-1 - end]):
        end += 1
    base, over, tail = word[: len(word) - end], reading[: len(reading) - end], word[len(word) - end:]
    return f"<ruby>{escape(base)}<rp>(</rp><rt>{escape(over)}</rt><rp>)</rp></ruby>{escape(tail)}"


def annotate_page(html: str) -> str:
    """Annotate the text between tags of a whole page, outside raw elements and other languages."""
    out: list[str] = []
    raw_depth: list[str] = []
    for part in _TOKEN.split(html):
        if part.startswith("<"):
            _track(part, raw_depth)
            out.append(part)
        elif raw_depth or not _KANJI.search(part):
            out.append(part)
        else:
            out.append(annotate(unescape(part)))
    return "".join(out)


def _track(tag: str, raw: list[str]) -> None:
    match = _NAME.match(tag)
    if not match:
        return
    name = match.group(1).lower()
    if tag.startswith("</"):
        if raw and raw[-1] == name:
            raw.pop()
    elif not tag.endswith("/>") and (name in _RAW or (raw and raw[-1] == name) or _foreign(tag)) and name not in _VOID:
        raw.append(name)


_VOID = {"input", "br", "img", "meta", "link", "hr", "wbr", "source"}


def _foreign(tag: str) -> bool:
    return ' lang="' in tag and ' lang="ja' not in tag and not tag.startswith("<html")
