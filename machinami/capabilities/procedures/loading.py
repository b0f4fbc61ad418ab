"""Definitions from YAML, as YAML 1.2 reads it: ``yes``, ``no``, ``on`` and dates stay words."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from machinami.capabilities.procedures.definition import Definition

#: libyaml's reading where its wheel has it: forty definitions take half a second instead of four.
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SAFE):  # type: ignore[misc]
    """YAML 1.1's surprises removed, and a key given twice is an error."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(k, deep=True) for k, _ in node.value]
        twice = {k for k in keys if keys.count(k) > 1 and k != "<<"}
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"given twice: {sorted(twice)}", node.start_mark)
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers
            if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")]
    for first, resolvers in _SAFE.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))


def parse(source: str) -> dict[str, Any]:
    """YAML text to plain data (JSON values only)."""
    content = yaml.load(source, Loader=_Loader)  # noqa: S506  a SafeLoader
    if not isinstance(content, dict):
        raise ValueError("a procedure is a mapping")
    return content


def load(path: Path) -> tuple[Definition, dict[str, Any]]:
    """The definition in a file and its content as JSON values.

    :raises pydantic.ValidationError: with the place of every problem.
    """
    content = parse(path.read_text(encoding="utf-8"))
    return Definition.model_validate(content), content


def canonical(content: dict[str, Any]) -> str:
    """The content as one line of JSON that is the same for the same content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical content, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


@lru_cache(maxsize=256)
def from_canonical(text: str) -> Definition:
    """A stored definition, built once per content and process."""
    return Definition.model_validate(json.loads(text))
