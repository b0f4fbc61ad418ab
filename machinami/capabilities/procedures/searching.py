"""Finding a procedure by what people type: Japanese without blanks, readings, other languages, slips.

Japanese is matched by pairs of letters (児童手当 holds 児童, 童手, 手当) over a folded form, so 手当 finds it; kana
are matched by their key (small and large kana alike), whole words exactly or with one slip when four letters or
longer. The index is a few hundred short texts: built on first use, kept per set of definitions.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log
from typing import Any

from machinami.capabilities.procedures.in_force import InForce
from machinami.foundation.i18n import FIELD_OF_LANGUAGE
from machinami.foundation.text import kana_key

#: Procedure code → how well it fits.
Scores = dict[str, float]
#: How much a hit in each part of a procedure is worth.
WEIGHTS = {"title": 6.0, "keyword": 5.0, "summary": 1.5, "who": 1.0}
_KANA = re.compile(r"^[ァ-ヺー]+$")
_WORDS = re.compile(r"[a-z0-9']+|[가-힣]+|[^\sa-z0-9'가-힣]+")
#: Words that every question holds: they find nothing.
_EMPTY = frozenset(
    ["する", "したい", "ください", "について", "とは", "は", "を", "の", "に", "が", "へ", "で", "と", "も", "か", "手続き", "手続", "申請", "届出", "たい", "how", "to", "a", "the", "of", "for", "my", "i", "in", "apply", "application", "get", "need", "want", "申请", "手续", "办理", "신청", "절차"])


@dataclass(slots=True)
class Index:
    """``terms``: folded piece → code → weight; ``words``: whole kana and Latin words, for slips."""

    terms: dict[str, Scores] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    wholes: dict[str, Scores] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    codes: list[str] = field(default_factory=list)

    def add(self, code: str, part: str, text: str) -> None:
        weight = WEIGHTS[part]
        for piece in _pieces(text):
            self.terms[piece][code] = max(self.terms[piece][code], weight)
        whole = _key(text)
        if part in ("title", "keyword"):
            self.wholes[whole][code] = max(self.wholes[whole][code], weight)
            for word in _latin(text):
                self.wholes[word][code] = max(self.wholes[word][code], weight)

    def find(self, text: str, language: str = "ja") -> list[str]:
        """Codes, best first; empty for blank text."""
        typed = _strip(text)
        pieces = _pieces(typed)
        if not pieces:
            return []
        scores: Scores = defaultdict(float)
        hits: dict[str, set[str]] = defaultdict(set)
        for piece in pieces:
            found: Mapping[str, float] = self.terms.get(piece) or self._meant(piece)
            rarity = log(1 + len(self.codes) / max(1, len(found)))
            for code, weight in found.items():
                scores[code] += weight * rarity
                hits[code].add(piece)
        # At least half of what was typed has to be there: one common pair of letters is no find.
        kept = {c: s * len(hits[c]) / len(pieces) for c, s in scores.items() if len(hits[c]) * 2 >= len(pieces)}
        for code, score in self._whole(typed).items():
            kept[code] = kept.get(code, 0.0) + score
        return sorted(kept, key=lambda c: (-kept[c], c))

    def _meant(self, piece: str) -> Scores:
        """A Latin word of five letters or more that nothing holds: what the words one slip away would find, for a little less."""
        found: Scores = {}
        if len(piece) >= 5 and piece.isascii():
            for term in (t for t in self.terms if t.isascii() and abs(len(t) - len(piece)) < 2 and one_slip(t, piece)):
                for code, weight in self.terms[term].items():
                    found[code] = max(found.get(code, 0.0), weight * 0.8)
        return found

    def _whole(self, typed: str) -> Scores:
        """Whole titles and keywords equal to what was typed, within it, or one slip away."""
        key = _key(typed)
        found: Scores = defaultdict(float)
        for whole, codes in self.wholes.items():
            if whole == key:
                worth = 20.0
            elif len(whole) >= 3 and whole in key:
                worth = 2.0 * len(whole)
            elif min(len(whole), len(key)) >= 4 and _slippable(key) and one_slip(whole, key):
                worth = 8.0
            else:
                continue
            for code, weight in codes.items():
                found[code] = max(found[code], worth * weight / 5)
        return found


def _strip(text: str) -> str:
    words = [w for w in text.replace("\u3000", " ").split() if w.casefold() not in _EMPTY]
    stripped = " ".join(words)
    for tail in ("がしたい", "をしたい", "したい", "の手続き", "の申請", "について", "をもらう", "をもらいたい", "がほしい", "が欲しい", "をとる", "をとりたい"):
        stripped = stripped.removesuffix(tail)
    return stripped


def _key(text: str) -> str:
    return kana_key(text).casefold()


def _latin(text: str) -> list[str]:
    words = _WORDS.findall(unicodedata.normalize("NFKC", text).casefold())
    return [w for w in words if w.isascii() and len(w) > 3 and w not in _EMPTY]


def _pieces(text: str) -> set[str]:
    """Latin and Korean words whole; of everything else pairs of letters (and a single letter standing alone)."""
    pieces: set[str] = set()
    for word in _WORDS.findall(unicodedata.normalize("NFKC", text).casefold()):
        if word in _EMPTY:
            continue
        if word[0].isascii():
            pieces |= {word.rstrip("s")} if len(word) > 3 else {word}
            continue
        folded = re.sub(r"[^\w]", "", _key(word))
        pieces |= {folded[n:n + 2] for n in range(len(folded) - 1)} or ({folded} if folded else set())
    return pieces


def _slippable(key: str) -> bool:
    return bool(_KANA.match(key.upper())) or key.isascii()


def one_slip(a: str, b: str) -> bool:
    """True when one letter is changed, missing, added, or swapped with its neighbour."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    x, y = a[start:], b[start:]
    return x[1:] == y[1:] or x[1:] == y or x == y[1:] or (x[:2] == y[1::-1] and x[2:] == y[2:] and len(x) > 1)


def build(definitions: Iterable[Any], keywords: dict[str, tuple[str, ...]]) -> Index:
    """An index over definitions, with more keywords by code."""
    found = Index()
    for d in definitions:
        found.codes.append(d.code)
        for version in sorted(set(FIELD_OF_LANGUAGE.values())):
            for part in ("title", "summary", "who"):
                text = getattr(getattr(d, part), version)
                if text:
                    found.add(d.code, part, text)
        for keyword in {*d.keywords, *keywords.get(d.code, ())}:
            found.add(d.code, "keyword", keyword)
    return found


_last: tuple[Mapping[str, InForce], Index] | None = None


def index(known: Mapping[str, InForce]) -> Index:
    """The index of these procedures; kept until the mapping is another one."""
    global _last
    if _last is None or _last[0] is not known:
        found = build([f.definition for f in known.values()], {code: f.keywords for code, f in known.items()})
        _last = (known, found)
    return _last[1]
