"""Japanese text as people type it: width, kana and search forms.

Names are stored as typed (髙 﨑 𠮷 are never folded); what is folded is a second, search form.
"""

from __future__ import annotations

import re
import unicodedata

import jaconv

#: Variant kanji that people search for by their common form. Only the search form is folded.
_VARIANTS = str.maketrans("髙﨑𠮷濵濱邊邉澤齋齊廣國櫻眞德惠嶋嶌", "高崎吉浜浜辺辺沢斎斉広国桜真徳恵島島")
_DASHES = re.compile("[-‐‑‒–—―−－ー─━]")
_SPACES = re.compile(r"\s+")
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")


def narrow(value: str) -> str:
    """Codes and numbers: NFKC, trimmed. Not for names or addresses."""
    return unicodedata.normalize("NFKC", value).strip()


def digits(value: str) -> str:
    """The digits of a number typed with any width, hyphen or blank."""
    return _DASHES.sub("", narrow(value)).replace(" ", "").replace("(", "").replace(")", "")


def tidy(value: str) -> str:
    """A name or an address: trimmed, inner blanks made one, otherwise as typed."""
    return _SPACES.sub(" ", value.replace("\u3000", " ")).strip()


def katakana(value: str) -> str:
    """Hiragana, half-width kana and full-width kana to full-width katakana."""
    return jaconv.hira2kata(jaconv.h2z(tidy(value), kana=True, ascii=False, digit=False))


def search_form(value: str) -> str:
    """A form for finding: NFKC, lower case, katakana, variant kanji folded, no blanks or dashes."""
    value = unicodedata.normalize("NFKC", value).casefold()
    value = jaconv.hira2kata(value).translate(_VARIANTS)
    return _SPACES.sub("", _DASHES.sub("", value))


def kana_key(value: str) -> str:
    """A form for finding by reading: katakana, small kana made large, no voicing lost."""
    return search_form(katakana(value)).upper().translate(_SMALL_KANA)
