"""Words inside definitions: foundation's Text as a pydantic type, and sentences made from labels."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator, WithJsonSchema

from machinami.foundation.i18n import Text

VERSIONS = tuple(f.name for f in fields(Text))


#: What ``str.format`` would do more with a value than put it in: reach into it, convert it, blow it up to a width.
_MORE = re.compile(r"\{[^{}]*[.\[:!][^{}]*[{}]")


def _plain(written: str) -> None:
    """Whoever writes a definition may name values, and do nothing else with them. :raises ValueError:"""
    found = _MORE.search(written)
    if found:
        raise ValueError(f"in braces stands a name and nothing else, not {found.group(0)!r}")


def _words(value: Any) -> Text:
    if not isinstance(value, (str, dict, Text)):
        raise ValueError("words are a Japanese string or a mapping of ja, easy, en, zh, ko")
    if isinstance(value, dict):
        unknown = sorted(set(value) - set(VERSIONS))
        if unknown or not all(isinstance(v, str) for v in value.values()):
            raise ValueError(f"words take ja, easy, en, zh, ko as strings, not {unknown or value!r}")
        if not value.get("ja"):
            raise ValueError("words need their Japanese version (ja)")
    for written in value.values() if isinstance(value, dict) else [str(value)]:
        _plain(written)
    return Text.of(value)


#: A sentence in five versions; in YAML a mapping ``{ja, easy, en, zh, ko}`` or a plain Japanese string.
Words = Annotated[
    Text, PlainValidator(_words), PlainSerializer(lambda t: t.as_dict()),
    WithJsonSchema({"type": ["string", "object"]}),
]


class Model(BaseModel):
    """A frozen part of a definition; an unknown key is an error, so that a slip of the pen is found."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)


def say(template: Text, **values: Any) -> Text:
    """Fill a sentence; a Text among the values is taken in each sentence's own language."""
    said = {}
    for version in VERSIONS:
        words = getattr(template, version) or template.ja
        filled = {k: (getattr(v, version) or v.ja) if isinstance(v, Text) else v for k, v in values.items()}
        said[version] = words.format(**filled)
    return Text(**said)


def join(texts: list[Text], separator: str = "") -> Text:
    """Several sentences as one, version by version."""
    return Text(**{v: separator.join(getattr(t, v) or t.ja for t in texts) for v in VERSIONS})
