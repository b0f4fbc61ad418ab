"""Countries and languages: choices whose options are data (``data/countries.yaml``, ``data/languages.yaml``)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from machinami.capabilities.procedures.fields.choices import Choice, ChoiceField
from machinami.capabilities.procedures.words import Words  # noqa: F401  (pydantic resolves inherited annotations)

DATA = Path(__file__).parent / "data"


@cache
def listed(name: str) -> tuple[Choice, ...]:
    """The options of a data file, in its order."""
    rows = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return tuple(Choice(value=value, label=label) for value, label in rows.items())


class CountryField(ChoiceField):
    """A country or region: ISO 3166-1 alpha-2 in small letters, ``other``, ``stateless``."""

    kind: Literal["country"] = "country"  # type: ignore[assignment]
    options: tuple[Choice, ...] = ()
    look: Literal["radio", "select"] = "select"

    def choices(self) -> tuple[Choice, ...]:
        return listed("countries")


class LanguageField(ChoiceField):
    """A language to be spoken to in: ISO 639-1, ``jsl`` for Japanese Sign Language, ``other``."""

    kind: Literal["language"] = "language"  # type: ignore[assignment]
    options: tuple[Choice, ...] = ()
    look: Literal["radio", "select"] = "select"

    def choices(self) -> tuple[Choice, ...]:
        return listed("languages")
