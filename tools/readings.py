"""Make ``machinami/ui/readings.json``: words with kanji that our pages use, and their readings, for people to check.

``python -m tools.readings`` (extra ``language``). Readings already in the file that differ are kept: a person put them there.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "machinami" / "ui" / "readings.json"
KANJI = re.compile(r"[\u3400-\u9fff々〆]")
#: A reading for people is kana alone; words of other languages (Chinese keywords) come back unread.
KANA = re.compile(r"[ぁ-ゖー]+")
#: What the dictionary's first reading gets wrong for a city hall.
SAID = {"日本": "にほん", "日本国籍": "にほんこくせき", "明日": "あした", "退院": "たいいん", "入り": "はいり"}


def sentences() -> Iterator[str]:
    """Every Japanese sentence of templates, definitions, manifests and the city's data."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machinami.project.settings")
    django.setup()
    from machinami.city import initiatives, sections, towns
    from machinami.shells.portal import bookings_words as booking
    from machinami.shells.portal.words import CATEGORIES, LIFE_EVENTS
    from tools.messages import collect

    yield from collect()
    yield from (t.ja for t in (*CATEGORIES.values(), *LIFE_EVENTS.values(), *booking.W.values(), *booking.STATES.values()))
    yield from (i.title.ja for i in initiatives.all_initiatives())
    yield from (s.name.ja for s in sections.all_sections().values())
    yield from (t.name for t in towns.all_towns())
    for file in (ROOT / "machinami").rglob("*.yaml"):
        if "/services/" in str(file) or "/notices/" in str(file):
            import yaml

            yield from _strings(yaml.safe_load(file.read_text("utf-8")))


def _strings(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for k, v in value.items():
            if k not in ("en", "zh", "ko"):
                yield from _strings(v, str(k))
    elif isinstance(value, list):
        for v in value:
            yield from _strings(v, key)
    elif isinstance(value, str):
        yield value


def readings() -> dict[str, str]:
    import jaconv
    from sudachipy import Dictionary, SplitMode

    tokenizer = Dictionary(dict="core").tokenizer()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences():
        for token in tokenizer.tokenize(sentence[:4000], SplitMode.C):
            if KANJI.search(token.surface()) and token.reading_form() not in ("", "キゴウ"):
                found[token.surface()][jaconv.kata2hira(token.reading_form())] += 1
    best = {word: counts.most_common(1)[0][0] for word, counts in sorted(found.items())}
    return {word: reading for word, reading in best.items() if _sure(word, reading)} | SAID


def _sure(word: str, reading: str) -> bool:
    """One kanji alone is read one way here and another there: no furigana is better than a wrong one."""
    return len(word) > 1 and not re.search(r"[（）()]", word) and bool(KANA.fullmatch(reading))


def main() -> None:
    kept = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    from machinami.city import towns

    merged = {**readings(), **{w: r for w, r in kept.items() if KANA.fullmatch(r)}}
    import jaconv

    for town in towns.all_towns():
        name = re.sub(r"[一二三四五六七八九]丁目$", "", town.name)
        merged[name] = jaconv.kata2hira(town.kana)
    merged |= {"杉並区": "すぎなみく", "杉並": "すぎなみ", "区民課": "くみんか", "区役所": "くやくしょ"}
    FILE.write_text(json.dumps(dict(sorted(merged.items())), ensure_ascii=False, indent=0), "utf-8")
    print(f"{len(merged)} words")


if __name__ == "__main__":
    main()
