"""Words in the ward's languages.

Source text is Japanese and authoritative. A :class:`Text` carries the same sentence in
English, Simplified Chinese, Korean and やさしい日本語 (easy Japanese); where one is missing
the Japanese stands in and the page marks it ``lang="ja"``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import get_language

#: URL prefix and Django language code of each language a resident can choose.
RESIDENT_LANGUAGES = ("ja", "ja-easy", "en", "zh-hans", "ko")

#: The field of :class:`Text` that holds each language.
FIELD_OF_LANGUAGE = {"ja": "ja", "ja-easy": "easy", "en": "en", "zh-hans": "zh", "ko": "ko"}

#: The BCP 47 tag to write into ``lang`` attributes.
HTML_LANG = {"ja": "ja", "ja-easy": "ja", "en": "en", "zh-hans": "zh-Hans", "ko": "ko"}


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in five versions; ``str()`` gives the one for the active language."""

    ja: str
    en: str = ""
    zh: str = ""
    ko: str = ""
    easy: str = ""

    @classmethod
    def of(cls, value: str | Mapping[str, str] | Text) -> Text:
        """Make a Text from a plain Japanese string or a ``{ja, en, zh, ko, easy}`` mapping."""
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls(ja=value)
        return cls(**dict(value))

    @classmethod
    def in_each(cls, show: Callable[[str], str]) -> Text:
        """What ``show`` says in each language: a date, an amount, an answer."""
        return cls(**{FIELD_OF_LANGUAGE[language]: show(language) for language in RESIDENT_LANGUAGES})

    def within(self, language: str) -> tuple[str, str]:
        """Return ``(words, html lang)`` for a language, falling back to Japanese."""
        words = getattr(self, FIELD_OF_LANGUAGE.get(language, "ja"))
        if words:
            return words, HTML_LANG.get(language, "ja")
        return self.ja, "ja"

    def format(self, **values: Any) -> Text:
        """Fill ``{placeholders}`` in every version."""
        return Text(**{f.name: (getattr(self, f.name) or "").format(**values) for f in fields(self)})

    def missing(self) -> tuple[str, ...]:
        """Names of the versions that are empty (``easy`` may be: Japanese serves)."""
        return tuple(f.name for f in fields(self) if not getattr(self, f.name))

    def as_dict(self) -> dict[str, str]:
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}

    def __str__(self) -> str:
        return self.within(get_language() or "ja")[0]

    def __bool__(self) -> bool:
        return bool(self.ja)
