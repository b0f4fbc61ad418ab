"""Notice templates: data in five versions, with a whitelist of what may be filled in."""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from machinami.capabilities.notices.topics import TOPICS
from machinami.foundation.i18n import Text
from machinami.foundation.registry import services

#: The only values a notice may carry. A name, an address or an answer is not among them.
ALLOWED = frozenset({"title", "number", "due", "amount"})


@dataclass(frozen=True, slots=True)
class Wording:
    code: str
    title: Text
    body: Text
    placeholders: frozenset[str]
    topic: str


def _placeholders(words: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(words) if name)


def read(data: dict[str, Any], source: str) -> dict[str, Wording]:
    """:raises ValueError: for a missing version, differing placeholders, or one that is not allowed."""
    found = {}
    for code, entry in data.items():
        if set(entry) - {"topic"} != {"title", "body"}:
            raise ValueError(f"{source}: {code} has {sorted(entry)}, not title, body and topic")
        if (topic := entry.get("topic", "case")) not in TOPICS:
            raise ValueError(f"{source}: {code}: no topic {topic}")
        title, body = Text.of(entry["title"]), Text.of(entry["body"])
        wanted = _placeholders(body.ja)
        for text in (title, body):
            if text is title and any(_placeholders(v) for v in title.as_dict().values()):
                raise ValueError(f"{source}: {code}: the title is fixed words, without placeholders")
            if text.missing():
                raise ValueError(f"{source}: {code} lacks {text.missing()}")
        for version in body.as_dict().values():
            if _placeholders(version) != wanted or not wanted <= ALLOWED:
                raise ValueError(f"{source}: {code}: placeholders {_placeholders(version)} in {version!r}")
        found[code] = Wording(code, title, body, wanted, topic)
    return found


@cache
def wordings() -> dict[str, Wording]:
    """All templates: the shared ones and those beside services (``notices.yaml``)."""
    files = [*sorted((Path(__file__).parent / "templates").glob("*.yaml")),
             *(s.folder / "notices.yaml" for s in services() if (s.folder / "notices.yaml").exists())]
    found: dict[str, Wording] = {}
    for file in files:
        more = read(yaml.safe_load(file.read_text("utf-8")), str(file))
        if again := found.keys() & more.keys():
            raise ValueError(f"{file}: {sorted(again)} is the name of another template")
        found |= more
    return found


def fill(code: str, params: dict[str, Any]) -> tuple[Text, Text]:
    """Title and body of a notice in every version; ``params["title"]`` may be a mapping of versions."""
    wording = wordings()[code]
    bodies = {}
    for name, words in wording.body.as_dict().items():
        values = {k: _version(v, name) for k, v in params.items()}
        bodies[name] = words.format(**values)
    return wording.title, Text(**bodies)


def _version(value: Any, name: str) -> str:
    return (value.get(name) or value["ja"]) if isinstance(value, dict) else str(value)
