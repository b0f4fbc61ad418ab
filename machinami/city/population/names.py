"""Names for synthetic people from ``data/names_*.yaml``: they follow sex and year of birth, and keep variant kanji."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from machinami.city.data_files import document

#: Written form and reading in full-width katakana.
Word = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Nation:
    """A nationality (ISO 3166-1 alpha-2) with the names and languages of its people here."""

    code: str
    country: str
    languages: tuple[str, ...]
    pattern: str
    alias_share: float
    family: tuple[Word, ...]
    given: dict[str, tuple[Word, ...]]

    @property
    def split(self) -> bool:
        """True where a name has a family and a given part (in kanji)."""
        return not self.pattern


def _words(text: str) -> tuple[Word, ...]:
    """``"DELA CRUZ デラ クルズ|…"``: the reading begins at the first kana."""
    words = []
    for item in text.split("|"):
        parts = item.split(" ")
        start = next((i for i, p in enumerate(parts) if i and "ァ" <= p[0] <= "ー"), 1)
        words.append((" ".join(parts[:start]), " ".join(parts[start:])))
    return tuple(words)


@cache
def _japanese() -> dict[str, Any]:
    return document("names_japanese")


@cache
def _families() -> tuple[tuple[Word, ...], list[int]]:
    words: list[Word] = []
    weights: list[int] = []
    for weight, text in _japanese()["family"].items():
        found = _words(text)
        words += found
        weights += [weight] * len(found)
    return tuple(words), list(accumulate(weights))


@cache
def _variants() -> tuple[dict[str, list[str]], float]:
    return _japanese()["variants"], _japanese()["variant_share"]


def family(random: Random) -> Word:
    words, weights = _families()
    name, kana = words[bisect_right(weights, random.random() * weights[-1])]
    variants, share = _variants()
    if name in variants and random.random() < share:
        name = random.choice(variants[name])
    return name, kana


@cache
def _given(sex: str) -> tuple[list[int], list[tuple[Word, ...]]]:
    bands = _japanese()[sex]
    return list(bands), [_words(text) for text in bands.values()]


def given(sex: str, year: int, random: Random) -> Word:
    """A given name for somebody born that year; one in six has a name of a neighbouring generation."""
    before, bands = _given(sex)
    index = bisect_right(before, year)
    if random.random() < 1 / 6:
        index += random.choice((-1, 1))
    return random.choice(bands[min(max(index, 0), len(bands) - 1)])


@cache
def nations() -> tuple[tuple[Nation, ...], list[int]]:
    """Nationalities and their cumulative shares."""
    found, shares = [], []
    for n in document("names_foreign")["nations"]:
        found.append(Nation(n["code"], n["country"]["ja"],
                            tuple(code for code, weight in n["languages"].items() for _ in range(weight)),
                            "" if n.get("split") else n["pattern"], n.get("alias", 0.05), _words(n["family"]),
                            {sex: _words(n[sex]) for sex in ("male", "female")}))
        shares.append(n["share"])
    return tuple(found), list(accumulate(shares))


def nation(random: Random) -> Nation:
    found, shares = nations()
    return found[bisect_right(shares, random.random() * shares[-1])]


def whole_name(of: Nation, sex: str, own_family: Word, random: Random) -> Word:
    """A name without the family/given split, built by the nation's pattern (F family, G given)."""
    parts: list[Word] = []
    for part in of.pattern.split(" "):
        word = own_family if part == "F" and own_family not in parts else random.choice(
            of.family if part == "F" else of.given[sex])
        if word not in parts:
            parts.append(word)
    return " ".join(p[0] for p in parts), " ".join(p[1] for p in parts)
